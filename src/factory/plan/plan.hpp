#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/builds.hpp"
#include "factory/build/run_job.hpp"
#include "factory/plan/closure.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "factory/plan/rung.hpp"
#include "factory/source/sdist_source.hpp"
#include "factory/staged.hpp"

namespace spoke::factory {

/// How one attempt builds: the same inputs give the same plan.
struct Plan {
    Rung rung;
    std::vector<python::Requirement> requirements;  ///< static, the hook's and the rung's
    std::vector<RebuiltWheel> wheels;               ///< exactly these are installed
    std::map<std::string, std::string> environment;
    std::map<std::string, std::string> file_variables;
};

/// A plan, or what must be built before there can be one.
struct Planned {
    std::optional<Plan> plan;
    std::vector<MissingRequirement> missing;
};

/// Reads `[build-system]`, installs what it names in a sandbox, asks the backend what else it needs
/// and resolves all of it together.
Staged<Planned> make_plan(const catalog::Build& build, const Source& source, const Rung& rung,
                          RebuiltWheels& rebuilt, Workshop& workshop);

/// The job that every sandbox of this plan gets, but for its kind.
Job job_of_plan(const Plan& plan, const Source& source, JobKind kind);
std::vector<JobWheel> job_wheels(const std::vector<RebuiltWheel>& wheels);

/// plan.json: what `builds show` prints and the build's row keeps.
std::string render_plan(const Plan& plan, const Source& source);

}  // namespace spoke::factory
