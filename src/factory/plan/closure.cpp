#include "factory/plan/closure.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace spoke::factory {
namespace {

using python::Requirement;
using python::SpecifierSet;

constexpr std::size_t k_max_steps = 20000;

struct Wanted {
    Requirement requirement;
    std::string needed_by;
};

Result<SpecifierSet> join(const SpecifierSet& left, const SpecifierSet& right) {
    if (left.empty()) return right;
    if (right.empty() || left.canonical_text() == right.canonical_text()) return left;
    return SpecifierSet::parse(left.text() + "," + right.text());
}

class Walk {
public:
    explicit Walk(RebuiltWheels& wheels) : wheels_(wheels) {}

    Result<void> add_wanted(const std::vector<Requirement>& wanted) {
        for (const auto& requirement : wanted) {
            auto& asked = asked_[requirement.name.normalized()];
            SPOKE_TRY(asked, join(asked, requirement.specifiers));
            queue_.push_back({requirement, "the build itself"});
        }
        return ok();
    }

    Result<Closure> run() {
        for (std::size_t steps = 0; !queue_.empty(); ++steps) {
            if (steps > k_max_steps)
                return fail(ErrorCode::too_large, "the build requirements form too large a graph");
            auto wanted = std::move(queue_.front());
            queue_.pop_front();
            SPOKE_TRY(visit(std::move(wanted)));
        }
        Closure closure;
        for (auto& [name, wheel] : candidates_) closure.candidates.push_back(std::move(wheel));
        for (auto& [text, missing] : missing_) closure.missing.push_back(std::move(missing));
        return closure;
    }

private:
    Result<void> visit(Wanted wanted) {
        const auto asked = asked_.find(wanted.requirement.name.normalized());
        if (asked != asked_.end()) {
            SPOKE_TRY(wanted.requirement.specifiers,
                      join(wanted.requirement.specifiers, asked->second));
        }
        SPOKE_TRY(const auto all, wheels_.list_wheels(wanted.requirement.name));
        std::vector<python::Version> versions;
        for (const auto& wheel : all) versions.push_back(wheel.version);
        const auto fitting = wanted.requirement.specifiers.filter(versions);
        if (fitting.empty()) {
            missing_.try_emplace(wanted.requirement.canonical_text(),
                                 MissingRequirement{wanted.requirement, wanted.needed_by});
            return ok();
        }
        for (const auto& wheel : all)
            if (std::ranges::find(fitting, wheel.version) != fitting.end())
                candidates_.try_emplace(wheel.file_name, wheel);
        const auto& best =
            *std::ranges::find(all, *std::ranges::max_element(fitting), &RebuiltWheel::version);
        return queue_requirements(best, wanted.requirement.extras);
    }

    Result<void> queue_requirements(const RebuiltWheel& wheel,
                                    const std::vector<std::string>& asked_extras) {
        std::set<std::string> extras;
        for (const auto& extra : asked_extras) extras.insert(python::normalize_name(extra));
        std::string key = wheel.file_name;
        for (const auto& extra : extras) key += "," + extra;
        if (!visited_.insert(key).second) return ok();
        for (auto requirement : wheel.requires_dist) {
            if (requirement.marker) {
                SPOKE_TRY(const bool holds, requirement.marker->evaluate_with_extras(
                                                python::debian12_environment(), extras));
                if (!holds) continue;
                requirement.marker.reset();
            }
            queue_.push_back({std::move(requirement), wheel.file_name});
        }
        return ok();
    }

    RebuiltWheels& wheels_;
    std::deque<Wanted> queue_;
    std::map<std::string, SpecifierSet> asked_;
    std::map<std::string, RebuiltWheel> candidates_;
    std::map<std::string, MissingRequirement> missing_;
    std::set<std::string> visited_;
};

}  // namespace

Result<Closure> walk_closure(const std::vector<Requirement>& wanted, RebuiltWheels& wheels) {
    Walk walk(wheels);
    SPOKE_TRY(walk.add_wanted(wanted));
    return walk.run();
}

}  // namespace spoke::factory
