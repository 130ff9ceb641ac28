#include "factory/queue/run_time.hpp"

#include "factory/plan/closure.hpp"
#include "factory/plan/run_time_requirements.hpp"
#include "python/metadata.hpp"

namespace spoke::factory {
namespace {

using catalog::BuildState;

// See waiting.cpp: foreign names, each a look-up and a build.
constexpr std::size_t k_max_asked = 60;

/// True where a build of it ended without a wheel since: asking again would never end.
Result<bool> has_failed_since(const python::ProjectName& project, base::Moment since,
                              const catalog::Reader& reader) {
    catalog::BuildFilter filter;
    filter.project = project;
    SPOKE_TRY(const auto builds, catalog::list_builds(reader, filter));
    for (const auto& build : builds)
        if (build.created >= since && catalog::is_end(build.state) &&
            build.state != BuildState::published)
            return true;
    return false;
}

Result<std::vector<base::Id>> request_all(const std::vector<MissingRequirement>& missing,
                                          const catalog::Build& build, catalog::Catalog& catalog,
                                          Requests& requests) {
    const catalog::Cause cause{base::Id::make(catalog.clock(), catalog.random()), {}, {}};
    std::vector<base::Id> builds;
    for (const auto& one : missing) {
        if (one.requirement.name == build.project || builds.size() >= k_max_asked) continue;
        {
            SPOKE_TRY(const auto reader, catalog.read());
            SPOKE_TRY(const bool failed,
                      has_failed_since(one.requirement.name, build.created, reader));
            if (failed) continue;
        }
        auto asked =
            requests.request(cause, {one.requirement.name, one.requirement.specifiers,
                                     one.requirement.text(), catalog::RequestReason::dependency});
        if (asked && asked->state != BuildState::published) builds.push_back(asked->id);
    }
    return builds;
}

}  // namespace

Staged<WaitOutcome> wait_for_run_time(const catalog::Build& build, const catalog::BuildLease& lease,
                                      const Plan& plan, const Source& source,
                                      RebuiltWheels& rebuilt, Workshop& workshop,
                                      catalog::Catalog& catalog, Requests& requests) {
    auto asked = run_job(workshop, job_of_plan(plan, source, JobKind::metadata), &source.tree, {});
    if (!asked && asked.error().trouble) return std::unexpected(std::move(asked).error());
    if (!asked) return WaitOutcome::ready_again;  // the build itself will say what is wrong
    SPOKE_TRY(const auto report, python::parse_core_metadata(asked->metadata));
    SPOKE_TRY(const auto needed, run_time_requirements(report.metadata));
    SPOKE_TRY(const auto closure, walk_closure(needed, rebuilt));
    SPOKE_TRY(const auto builds, request_all(closure.missing, build, catalog, requests));
    if (builds.empty()) return WaitOutcome::ready_again;

    const catalog::Cause cause{base::Id::make(catalog.clock(), catalog.random()), {}, {}};
    SPOKE_TRY(auto transaction, catalog.begin(cause));
    // A circle at run time is nothing unusual: then the import test goes without.
    const auto waits =
        catalog::wait_for_builds(transaction, lease, builds, catalog::OnFailure::go_on);
    if (!waits && waits.error().code == ErrorCode::conflict) return WaitOutcome::ready_again;
    if (!waits) return std::unexpected(Stop(waits.error()));
    SPOKE_TRY(transaction.commit());
    return WaitOutcome::waits;
}

}  // namespace spoke::factory
