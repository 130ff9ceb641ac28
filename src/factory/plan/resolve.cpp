#include "factory/plan/resolve.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

Staged<RebuiltWheel> find_chosen(const std::string& line,
                                 const std::vector<RebuiltWheel>& candidates) {
    auto refuse = [&] {
        return stop(
            FailureClass::unsafe_output,
            "The resolver's answer \"" + base::printable(line, 120) + "\" names no candidate.");
    };
    const auto pin = python::Requirement::parse(line);
    if (!pin || pin->url || pin->specifiers.specifiers().size() != 1) return refuse();
    const auto& clause = pin->specifiers.specifiers().front();
    if (clause.comparison() != python::Comparison::equal || clause.is_prefix()) return refuse();
    for (const auto& candidate : candidates)
        if (candidate.project == pin->name && pin->specifiers.contains(candidate.version))
            return candidate;
    return refuse();
}

}  // namespace

Staged<Resolution> resolve(const std::vector<python::Requirement>& requirements,
                           RebuiltWheels& rebuilt, Workshop& workshop) {
    Resolution resolution;
    if (requirements.empty()) return resolution;
    SPOKE_TRY(auto closure, walk_closure(requirements, rebuilt));
    resolution.missing = std::move(closure.missing);
    if (!resolution.missing.empty()) return resolution;
    Job job;
    job.kind = JobKind::resolve;
    for (const auto& requirement : requirements) job.requirements.push_back(requirement.text());
    for (const auto& wheel : closure.candidates)
        job.wheels.push_back({wheel.file_name, wheel.sha256, {}});
    SPOKE_TRY(const auto result, run_job(workshop, job, nullptr, {}));
    for (const auto& line : result.resolved) {
        SPOKE_TRY(auto wheel, find_chosen(line, closure.candidates));
        resolution.wheels.push_back(std::move(wheel));
    }
    std::ranges::sort(resolution.wheels, {}, &RebuiltWheel::file_name);
    return resolution;
}

}  // namespace spoke::factory
