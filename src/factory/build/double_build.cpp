#include "factory/build/double_build.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

Staged<BuiltFiles> build_once(const Plan& plan, const Source& source, Workshop& workshop,
                              const RunVariant& variant) {
    SPOKE_TRY(auto result,
              run_job(workshop, job_of_plan(plan, source, JobKind::build), &source.tree, variant));
    if (result.wheels.empty())
        return stop(FailureClass::build_error, "Its build ended well and left no wheel.");
    BuiltFiles files;
    files.wheels = result.wheels.size();
    files.wheel = std::move(result.wheels.front());
    if (result.sdists.size() == 1) files.sdist = std::move(result.sdists.front());
    if (!result.sdist_trouble.empty())
        workshop.log.say("no sdist from the backend: " + result.sdist_trouble);
    return files;
}

}  // namespace

Staged<BuiltPair> build_twice(const Plan& plan, const Source& source, Workshop& workshop) {
    const auto epoch =
        static_cast<std::uint64_t>(source.epoch.time_since_epoch() / std::chrono::seconds(1));
    constexpr unsigned k_one_cpu = 1;
    constexpr unsigned k_other_seed = 4242;
    BuiltPair pair;
    SPOKE_TRY(pair.first, build_once(plan, source, workshop, {0, 0, epoch}));
    SPOKE_TRY(pair.second, build_once(plan, source, workshop, {k_one_cpu, k_other_seed, epoch}));
    return pair;
}

}  // namespace spoke::factory
