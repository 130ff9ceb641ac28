#include "factory/plan/plan.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/json.hpp"
#include "factory/plan/build_requirements.hpp"
#include "factory/plan/resolve.hpp"
#include "factory/plan/version_variables.hpp"

namespace spoke::factory {
namespace {

using base::Json;

// What a release's own `[egg_info]` may add to its version (factory-reference.md §1.5).
constexpr const char* k_blank_tags = "[egg_info]\ntag_build =\ntag_date = 0\n";

/// A pin is for what the project asks for anyway; `wheel` comes with every setuptools build.
bool pin_applies(const python::Requirement& pin, const std::vector<python::Requirement>& asked) {
    return std::ranges::any_of(asked, [&](const python::Requirement& one) {
        return one.name == pin.name ||
               (pin.name.normalized() == "wheel" && one.name.normalized() == "setuptools");
    });
}

void add_of_rung(const Rung& rung, std::vector<python::Requirement>& requirements) {
    const auto asked = requirements;
    for (const auto& added : rung.added)
        if (rung.name != "pins" || pin_applies(added, asked)) requirements.push_back(added);
}

Staged<std::vector<python::Requirement>> ask_backend(const Plan& plan, const Source& source,
                                                     Workshop& workshop) {
    const RunVariant variant{
        0, 0,
        static_cast<std::uint64_t>(source.epoch.time_since_epoch() / std::chrono::seconds(1))};
    SPOKE_TRY(const auto result, run_job(workshop, job_of_plan(plan, source, JobKind::requirements),
                                         &source.tree, variant));
    return parse_build_requirements(result.requirements, "Its build backend");
}

void set_environment(Plan& plan, const catalog::Build& build) {
    plan.environment = version_variables(plan.requirements, build.project, build.version);
    if (plan.rung.tags == VersionTags::blanked)
        plan.file_variables["DIST_EXTRA_CONFIG"] = k_blank_tags;
}

}  // namespace

std::vector<JobWheel> job_wheels(const std::vector<RebuiltWheel>& wheels) {
    std::vector<JobWheel> all;
    for (const auto& wheel : wheels) all.push_back({wheel.file_name, wheel.sha256, {}});
    return all;
}

Job job_of_plan(const Plan& plan, const Source& source, JobKind kind) {
    Job job;
    job.kind = kind;
    job.system = source.system;
    job.path = plan.rung.path;
    job.environment = plan.environment;
    job.file_variables = plan.file_variables;
    job.wheels = job_wheels(plan.wheels);
    return job;
}

Staged<Planned> make_plan(const catalog::Build& build, const Source& source, const Rung& rung,
                          RebuiltWheels& rebuilt, Workshop& workshop) {
    Plan plan;
    plan.rung = rung;
    SPOKE_TRY(auto named,
              parse_build_requirements(source.system.requirements, "Its pyproject.toml"));
    plan.requirements = named;
    add_of_rung(rung, plan.requirements);
    set_environment(plan, build);
    SPOKE_TRY(auto first, resolve(plan.requirements, rebuilt, workshop));
    if (!first.missing.empty()) return Planned{std::nullopt, std::move(first.missing)};
    plan.wheels = std::move(first.wheels);

    SPOKE_TRY(auto asked, ask_backend(plan, source, workshop));
    if (asked.empty()) return Planned{std::move(plan), {}};
    named.insert(named.end(), asked.begin(), asked.end());
    plan.requirements = std::move(named);
    add_of_rung(rung, plan.requirements);
    set_environment(plan, build);
    SPOKE_TRY(auto second, resolve(plan.requirements, rebuilt, workshop));
    if (!second.missing.empty()) return Planned{std::nullopt, std::move(second.missing)};
    plan.wheels = std::move(second.wheels);
    return Planned{std::move(plan), {}};
}

std::string render_plan(const Plan& plan, const Source& source) {
    Json requirements = Json::array();
    for (const auto& requirement : plan.requirements) requirements.push_back(requirement.text());
    Json wheels = Json::array();
    for (const auto& wheel : plan.wheels)
        wheels.push_back({{"filename", wheel.file_name}, {"sha256", wheel.sha256.hex()}});
    const auto epoch = source.epoch.time_since_epoch() / std::chrono::seconds(1);
    return base::dump_json(Json{
        {"schema", "spokeshave.plan/1"},
        {"backend", source.system.backend},
        {"backend_path", source.system.backend_path},
        {"rung", plan.rung.name},
        {"path", to_string(plan.rung.path)},
        {"requires", requirements},
        {"wheels", wheels},
        {"environment", plan.environment},
        {"source_date_epoch", epoch},
        {"source_date_epoch_from", "the newest time of a file in the sdist"},
        {"source",
         {{"kind", "sdist"},
          {"filename", source.sdist.file_name},
          {"sha256", source.sdist.blob ? source.sdist.blob->hex() : ""}}},
    });
}

}  // namespace spoke::factory
