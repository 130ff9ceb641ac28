#include "provenance/ticket.hpp"

#include "provenance/json_fields.hpp"
#include "provenance/manifest_json.hpp"

namespace spoke::provenance {
namespace {

Json requirement_json(const BuildRequirement& requirement) {
    return {{"project", requirement.project},
            {"version", requirement.version},
            {"file_name", requirement.file_name},
            {"sha256", requirement.sha256.hex()},
            {"origin", requirement.origin}};
}

Result<BuildRequirement> parse_requirement(const Json& json) {
    BuildRequirement requirement;
    SPOKE_TRY(requirement.project, json_word(json, "project"));
    SPOKE_TRY(requirement.version, json_word(json, "version"));
    SPOKE_TRY(requirement.file_name, json_word(json, "file_name"));
    SPOKE_TRY(requirement.sha256, json_digest(json, "sha256"));
    SPOKE_TRY(requirement.origin, json_word(json, "origin"));
    return requirement;
}

Json tool_json(const ToolRelease& tool) {
    return {{"name", tool.name}, {"version", tool.version}};
}

Result<ToolRelease> parse_tool(const Json& json) {
    ToolRelease tool;
    SPOKE_TRY(tool.name, json_word(json, "name"));
    SPOKE_TRY(tool.version, json_text(json, "version"));
    return tool;
}

Result<void> parse_texts(const Json& json, BuildOrder& order) {
    SPOKE_TRY(order.project, json_word(json, "project"));
    SPOKE_TRY(order.version, json_word(json, "version"));
    SPOKE_TRY(order.base_version, json_word(json, "base_version"));
    SPOKE_TRY(order.target_python, json_text(json, "target_python"));
    SPOKE_TRY(order.target_platform, json_text(json, "target_platform"));
    SPOKE_TRY(order.sandbox, json_text(json, "sandbox"));
    SPOKE_TRY(order.sandbox_version, json_text(json, "sandbox_version"));
    SPOKE_TRY(order.strategy, json_text(json, "strategy"));
    return ok();
}

}  // namespace

std::string render_build_order(const BuildOrder& order) {
    return base::dump_json({{"schema", 1},
                            {"project", order.project},
                            {"version", order.version},
                            {"base_version", order.base_version},
                            {"source", source_json(order.source)},
                            {"patches", json_list_of(order.patches, named_file_json)},
                            {"requirements", json_list_of(order.requirements, requirement_json)},
                            {"toolchain", order.toolchain.hex()},
                            {"tools", json_list_of(order.tools, tool_json)},
                            {"recipe", order.recipe ? Json(order.recipe->hex()) : Json()},
                            {"target_python", order.target_python},
                            {"target_platform", order.target_platform},
                            {"sandbox", order.sandbox},
                            {"sandbox_version", order.sandbox_version},
                            {"epoch", base::format_rfc3339(order.epoch)},
                            {"strategy", order.strategy}});
}

Result<BuildOrder> parse_build_order(std::string_view json) {
    SPOKE_TRY(const auto value, base::parse_json(json, 8));
    if (!value.is_object()) return fail(ErrorCode::invalid, "a build order must be an object");
    SPOKE_TRY(const auto schema, base::json_integer(value, "schema"));
    if (schema != 1) return fail(ErrorCode::unsupported, "a build order of another schema");
    BuildOrder order;
    SPOKE_TRY(parse_texts(value, order));
    SPOKE_TRY(const auto* source, json_object(value, "source"));
    SPOKE_TRY(order.source, parse_source(*source));
    SPOKE_TRY(order.patches, json_list(value, "patches", k_list_limit, parse_named_file));
    SPOKE_TRY(order.requirements,
              json_list(value, "requirements", k_list_limit, parse_requirement));
    SPOKE_TRY(order.toolchain, json_digest(value, "toolchain"));
    SPOKE_TRY(order.tools, json_list(value, "tools", k_list_limit, parse_tool));
    if (const auto recipe = value.find("recipe"); recipe != value.end() && !recipe->is_null()) {
        SPOKE_TRY(order.recipe, json_digest(value, "recipe"));
    }
    SPOKE_TRY(order.epoch, json_moment(value, "epoch"));
    return order;
}

crypto::Sha256Digest BuildTicket::digest() const {
    return crypto::sha256(id.text() + "\n" + nonce + "\n" + order);
}

}  // namespace spoke::provenance
