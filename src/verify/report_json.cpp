#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "verify/report.hpp"

namespace spoke::verify {
namespace {

using base::Json;

Json findings_json(const Findings& findings) {
    Json out = Json::array();
    for (const auto& finding : findings) {
        const char* severity = finding.severity == Severity::error     ? "error"
                               : finding.severity == Severity::warning ? "warning"
                                                                       : "note";
        out.push_back({{"severity", severity},
                       {"code", finding.code},
                       {"where", finding.where},
                       {"text", finding.text},
                       {"hint", finding.hint}});
    }
    return out;
}

Json item_json(const Item& item) {
    const std::string requirement = item.is_orphan() ? item.path : item.name + "==" + item.version;
    Json out = {{"artifact", requirement},
                {"artifactVerificationCoverage", item.verified() ? 100.0 : 0.0},
                {"details", status_text(item)},
                {"purl", item.purl()},
                {"name", item.name},
                {"version", item.version},
                {"path", item.path},
                {"origin", item.origin},
                {"installer", item.installer},
                {"verdict", {{"integrity", to_string(item.integrity)}, {"tier", item.tier}}},
                {"sourceKind", item.source_kind},
                {"equivalence", item.equivalence},
                {"baseFile", item.base_file_digest},
                {"seedAncestry", item.seed_ancestry},
                {"prebuilt", item.prebuilt},
                {"flags", item.flags},
                {"findings", findings_json(item.findings)}};
    out["signature"] = {{"keyid", item.key_id},
                        {"builder", item.builder},
                        {"builderId", item.builder_id},
                        {"signedAt", item.signed_at}};
    out["files"] = {{"total", item.files.total},
                    {"ok", item.files.intact},
                    {"modified", item.files.modified},
                    {"missing", item.files.missing},
                    {"extra", item.files.extra}};
    return out;
}

std::size_t count_of(const Report& report, Integrity integrity) {
    std::size_t count = 0;
    for (const auto& item : report.items) count += item.integrity == integrity ? 1 : 0;
    return count;
}

}  // namespace

std::string render_json(const Report& report) {
    const double percent = report.coverage_hundredths() / 100.0;
    Json results = Json::array();
    for (const auto& item : report.items) results.push_back(item_json(item));
    const bool whole = report.verified_count() == report.items.size() && !report.items.empty();
    const bool none = report.verified_count() == 0;
    Json out = {{"schema", "spokeshave.verify/1"},
                {"tool", {{"name", "spokeshave"}, {"version", SPOKE_VERSION}}},
                {"generated", base::format_rfc3339(report.generated)},
                {"artifact", report.artifact},
                {"artifactVerificationCoverage", percent},
                {"verifiedItems", report.verified_count()},
                {"totalItems", report.items.size()},
                {"tamperedItems",
                 count_of(report, Integrity::modified) + count_of(report, Integrity::invalid)},
                {"results", std::move(results)},
                {"findings", findings_json(report.findings)},
                {"unreadable", report.unreadable}};
    out["artifactsSummary"] = {{"totalArtifacts", 1},
                               {"fullyVerified", whole ? 1 : 0},
                               {"partiallyVerified", whole || none ? 0 : 1},
                               {"notVerified", none ? 1 : 0},
                               {"verifiedPercent", percent}};
    out["files"] = {{"total", report.files.total},
                    {"signed", report.files.signed_},
                    {"unsigned", report.files.unsigned_},
                    {"bytecode", report.files.bytecode},
                    {"environment", report.files.environment},
                    {"orphan", report.files.orphan}};
    out["interpreter"] = {{"home", report.interpreter}, {"covered", false}};
    out["trust"] = {{"file", report.trust.file},
                    {"version", report.trust.version},
                    {"expires", report.trust.expires},
                    {"problem", report.trust.problem}};
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace spoke::verify
