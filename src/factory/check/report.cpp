#include "factory/check/report.hpp"

#include <algorithm>

namespace spoke::factory {

std::string_view to_string(CheckStatus status) {
    switch (status) {
        case CheckStatus::pass:
            return "pass";
        case CheckStatus::warn:
            return "warn";
        case CheckStatus::fail:
            return "fail";
        case CheckStatus::skipped:
            return "skipped";
    }
    return "fail";
}

std::string_view to_string(Equivalence level) {
    switch (level) {
        case Equivalence::e0:
            return "E0";
        case Equivalence::e1:
            return "E1";
        case Equivalence::e2:
            return "E2";
        case Equivalence::e3:
            return "E3";
        case Equivalence::e4:
            return "E4";
        case Equivalence::e5:
            return "E5";
        case Equivalence::e6:
            return "E6";
        case Equivalence::none:
            return "EN";
    }
    return "E6";
}

bool CheckReport::publishable() const {
    return comparison.level != Equivalence::e6 &&
           std::ranges::none_of(
               checks, [](const Check& check) { return check.status == CheckStatus::fail; });
}

const Check* CheckReport::find(std::string_view id) const {
    const auto place = std::ranges::find(checks, id, &Check::id);
    return place == checks.end() ? nullptr : &*place;
}

std::string CheckReport::failure_class() const {
    for (const auto& check : checks)
        if (check.status == CheckStatus::fail) return check.failure_class;
    if (comparison.level != Equivalence::e6) return {};
    if (!comparison.native.empty()) return "native-drift";
    if (!comparison.missing.empty()) return "missing-file";
    return comparison.extra.empty() ? "dirty-release" : "extra-file";
}

}  // namespace spoke::factory
