#include "factory/publish/report.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace spoke::factory {

using base::Json;

std::string render_report(const CheckReport& report, std::string_view rung) {
    Json checks = Json::array();
    for (const auto& check : report.checks)
        checks.push_back({{"id", check.id},
                          {"status", to_string(check.status)},
                          {"detail", check.detail},
                          {"class", check.failure_class}});
    Json prebuilt = Json::array();
    for (const auto& one : report.prebuilt)
        prebuilt.push_back(
            {{"path", one.path}, {"sha256", one.sha256.hex()}, {"explanation", one.explanation}});
    const auto& comparison = report.comparison;
    return base::dump_json(Json{
        {"schema", "spokeshave.report/1"},
        {"equivalence", to_string(comparison.level)},
        {"publishable", report.publishable()},
        {"rung", rung},
        {"checks", checks},
        {"prebuilt", prebuilt},
        {"files",
         {{"same", comparison.same},
          {"differ", comparison.differ},
          {"missing", comparison.missing},
          {"extra", comparison.extra},
          {"unsourced", comparison.unsourced}}},
        {"metadata_diff", comparison.metadata},
    });
}

}  // namespace spoke::factory
