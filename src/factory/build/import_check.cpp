#include "factory/build/import_check.hpp"

#include "factory/build/import_names.hpp"
#include "factory/plan/plan.hpp"
#include "factory/plan/resolve.hpp"
#include "factory/plan/run_time_requirements.hpp"

namespace spoke::factory {
namespace {

Check skipped(std::string detail) {
    return {"W12", CheckStatus::skipped, std::move(detail), {}};
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace

Staged<Check> check_import(const WheelContent& wheel, const std::string& bytes,
                           RebuiltWheels& rebuilt, Workshop& workshop) {
    const auto names = import_names(wheel.members, wheel.dist_info);
    if (names.empty()) return skipped("the wheel has nothing to import");
    SPOKE_TRY(const auto needed, run_time_requirements(wheel.metadata));
    auto resolution = resolve(needed, rebuilt, workshop);
    if (!resolution && !resolution.error().trouble)
        return skipped("the rebuilt wheels that it requires do not go together");
    if (!resolution) return std::unexpected(std::move(resolution).error());
    if (!resolution->missing.empty())
        return skipped("not rebuilt yet: " + resolution->missing.front().requirement.text());
    Job job;
    job.kind = JobKind::import;
    job.imports = names;
    job.wheels = job_wheels(resolution->wheels);
    job.wheels.push_back({wheel.name.text(), crypto::sha256(bytes), bytes});
    auto result = run_job(workshop, job, nullptr, {});
    if (!result && result.error().trouble) return std::unexpected(std::move(result).error());
    if (!result)
        return Check{"W12", CheckStatus::fail, "it can't be installed: " + result.error().message,
                     "import-failure"};
    if (!result->failed_imports.empty())
        return Check{"W12", CheckStatus::fail, "does not import: " + joined(result->failed_imports),
                     "import-failure"};
    return Check{"W12", CheckStatus::pass, "imported " + joined(names), {}};
}

}  // namespace spoke::factory
