#include "factory/plan/rung.hpp"

#include <algorithm>

namespace spoke::factory {
namespace {

using catalog::FailureClass;

constexpr std::size_t k_max_attempts = 5;

bool was_tried(const std::vector<AttemptFacts>& attempts, std::string_view name) {
    return std::ranges::any_of(attempts, [&](const auto& one) { return one.rung.name == name; });
}

bool is_curable(const Stop& stop) {
    switch (stop.failure) {
        case FailureClass::missing_build_req:
        case FailureClass::backend_too_new:
        case FailureClass::version_drift:
        case FailureClass::build_error:
            return !stop.trouble;
        default:
            return false;
    }
}

bool is_curable(std::string_view failure_class) {
    constexpr std::string_view k_curable[] = {"version-drift", "missing-file", "extra-file",
                                              "meta-drift",    "sdist-filter", "native-drift"};
    return std::ranges::find(k_curable, failure_class) != std::end(k_curable);
}

/// Nothing to gain: equal in all members, or nothing to be equal to.
bool is_best(const AttemptFacts& facts) {
    return facts.publishable &&
           (facts.level <= Equivalence::e2 || facts.level == Equivalence::none);
}

bool is_version_drift(const AttemptFacts& facts) {
    return facts.failure_class == "version-drift" ||
           (facts.stop && facts.stop->failure == FailureClass::version_drift);
}

std::optional<Rung> plain_after_pins(const std::vector<AttemptFacts>& attempts) {
    const auto& last = attempts.back();
    if (last.rung.name != "pins" || last.publishable) return std::nullopt;
    return Rung{};
}

std::optional<Rung> added_requirement(const std::vector<AttemptFacts>& attempts) {
    const auto& last = attempts.back();
    if (!last.stop || last.stop->cure.empty() || was_tried(attempts, "requires"))
        return std::nullopt;
    auto requirement = python::Requirement::parse(last.stop->cure);
    if (!requirement) return std::nullopt;
    Rung rung = last.rung;
    rung.name = "requires";
    rung.added.push_back(std::move(*requirement));
    return rung;
}

std::optional<Rung> blanked_tags(const std::vector<AttemptFacts>& attempts) {
    if (!is_version_drift(attempts.back()) || was_tried(attempts, "egg-info")) return std::nullopt;
    Rung rung = attempts.back().rung;
    rung.name = "egg-info";
    rung.tags = VersionTags::blanked;
    return rung;
}

std::optional<Rung> through_sdist(const std::vector<AttemptFacts>& attempts) {
    const auto& last = attempts.back();
    if (last.stop || last.level == Equivalence::none || was_tried(attempts, "via-sdist"))
        return std::nullopt;
    Rung rung = last.rung;
    rung.name = "via-sdist";
    rung.path = BuildPath::via_sdist;
    return rung;
}

}  // namespace

Rung first_rung(const std::optional<python::Requirement>& pin) {
    Rung rung;
    if (!pin) return rung;
    rung.name = "pins";
    rung.added.push_back(*pin);
    return rung;
}

std::optional<Rung> next_rung(const std::vector<AttemptFacts>& attempts) {
    if (attempts.empty()) return Rung{};
    const auto& last = attempts.back();
    if (attempts.size() >= k_max_attempts || is_best(last)) return std::nullopt;
    if (last.stop && !is_curable(*last.stop)) return std::nullopt;
    if (!last.stop && !last.publishable && !is_curable(last.failure_class)) return std::nullopt;
    for (const auto step : {added_requirement, blanked_tags, plain_after_pins, through_sdist})
        if (auto rung = step(attempts)) return rung;
    return std::nullopt;
}

}  // namespace spoke::factory
