#include <algorithm>

#include "provenance/json_fields.hpp"
#include "provenance/manifest_json.hpp"
#include "provenance/statement.hpp"
#include "provenance/statement_json.hpp"

namespace spoke::provenance {
namespace {

Json source_dependency(const ManifestSource& source) {
    Json digest{{"sha256", source.sha256.hex()}};
    if (!source.commit.empty()) digest["gitCommit"] = source.commit;
    return {{"name", "source"}, {"uri", source.uri}, {"digest", std::move(digest)}};
}

Json dependencies_json(const BuildOrder& order) {
    auto list = Json::array({source_dependency(order.source)});
    auto requirements = order.requirements;
    std::ranges::sort(requirements, {}, &BuildRequirement::file_name);
    for (const auto& need : requirements)
        list.push_back({{"uri", package_url(need.project, need.version, need.file_name)},
                        {"digest", {{"sha256", need.sha256.hex()}}},
                        {"annotations", {{"origin", need.origin}}}});
    Json tools = Json::object();
    for (const auto& tool : order.tools) tools[tool.name] = tool.version;
    list.push_back({{"name", "toolchain"},
                    {"digest", {{"sha256", order.toolchain.hex()}}},
                    {"annotations", std::move(tools)}});
    for (const auto& patch : order.patches)
        list.push_back(
            {{"name", "patch:" + patch.name}, {"digest", {{"sha256", patch.sha256.hex()}}}});
    if (order.recipe)
        list.push_back({{"name", "recipe"}, {"digest", {{"sha256", order.recipe->hex()}}}});
    return list;
}

Json external_parameters(const BuildOrder& order) {
    return {{"name", order.project},
            {"version", order.version},
            {"baseVersion", order.base_version},
            {"target", {{"python", order.target_python}, {"platform", order.target_platform}}},
            {"source",
             {{"kind", to_string(order.source.kind)},
              {"uri", order.source.uri},
              {"sha256", order.source.sha256.hex()}}},
            {"recipe", order.recipe ? Json(order.recipe->hex()) : Json()}};
}

Json internal_parameters(const BuildTicket& ticket, const BuildOrder& order,
                         const BuildResult& result, const Issuer& issuer) {
    return {{"canonicalWheel", 1},
            {"sandbox",
             {{"kind", order.sandbox}, {"version", order.sandbox_version}, {"network", "none"}}},
            {"strategy", order.strategy},
            {"sourceDateEpoch", base::format_rfc3339(order.epoch)},
            {"tier", to_string(result.tier)},
            {"equivalence", result.equivalence},
            {"payload", result.payload ? Json(result.payload->hex()) : Json()},
            {"prebuilt", json_list_of(result.prebuilt, prebuilt_json)},
            {"seedAncestry", json_list_of(result.seed_ancestry, seed_json)},
            {"ticket", {{"id", ticket.id.text()}, {"sha256", ticket.digest().hex()}}},
            {"trustDomain", issuer.trust_domain},
            {"signedAt", base::format_rfc3339(issuer.signed_at)}};
}

Json byproducts_json(const BuildResult& result) {
    auto list = Json::array();
    for (const auto& file : result.byproducts)
        list.push_back({{"name", file.name}, {"digest", {{"sha256", file.sha256.hex()}}}});
    if (result.base)
        list.push_back({{"name", result.base->file_name},
                        {"digest", {{"sha256", result.base->sha256.hex()}}},
                        {"annotations",
                         {{"equivalence", result.equivalence},
                          {"uploadTime", base::format_rfc3339(result.base->upload_time)}}}});
    return list;
}

std::string_view build_type(Tier tier) {
    return tier == Tier::remediated ? k_buildtype_remediation : k_buildtype_rebuild;
}

}  // namespace

Result<std::string> render_rebuild(const BuildTicket& ticket, const BuildResult& result,
                                   const Issuer& issuer) {
    SPOKE_TRY(const auto order, parse_build_order(ticket.order));
    Json definition{{"buildType", build_type(result.tier)},
                    {"externalParameters", external_parameters(order)},
                    {"internalParameters", internal_parameters(ticket, order, result, issuer)},
                    {"resolvedDependencies", dependencies_json(order)}};
    Json details{
        {"builder", {{"id", issuer.builder_id}, {"version", {{"spokeshave", SPOKE_VERSION}}}}},
        {"metadata",
         {{"invocationId", ticket.id.text()},
          {"startedOn", base::format_rfc3339(result.started)},
          {"finishedOn", base::format_rfc3339(result.finished)}}},
        {"byproducts", byproducts_json(result)}};
    return render_in_toto(
        result.subject, k_predicate_slsa,
        {{"buildDefinition", std::move(definition)}, {"runDetails", std::move(details)}});
}

}  // namespace spoke::provenance
