#include "factory/check/checks.hpp"

#include "factory/check/compare.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"

namespace spoke::factory {

Check check_imports(const CheckInput& input) {
    if (input.import_check) return *input.import_check;
    return skipped_check("W12", "the wheel was not installed and imported");
}

Check check_second_build(const CheckInput& input) {
    if (!input.first_payload || !input.second_payload)
        return skipped_check("W13", "there was no second build");
    Verdict verdict("W13");
    if (*input.first_payload != *input.second_payload)
        verdict.warn("two builds gave different payloads, " + input.first_payload->hex() + " and " +
                     input.second_payload->hex() + ": the wheel is not reproducible");
    return std::move(verdict).finish();
}

CheckReport run_checks(const CheckInput& input) {
    CheckReport report;
    if (input.upstream != nullptr)
        report.comparison =
            compare_wheels(input.wheel, *input.upstream, input.explanations, input.source);
    const auto& comparison = report.comparison;
    auto prebuilt = check_prebuilt(input, report.prebuilt);
    report.checks = {check_identity(input),
                     check_version(input),
                     check_resolver_metadata(input),
                     check_entry_points(input),
                     check_missing(input, comparison),
                     check_extra(input, comparison),
                     check_tags(input),
                     check_platform(input),
                     check_host_texts(input),
                     check_native(input, comparison),
                     check_record(input),
                     check_imports(input),
                     check_second_build(input),
                     check_licences(input),
                     std::move(prebuilt)};
    return report;
}

}  // namespace spoke::factory
