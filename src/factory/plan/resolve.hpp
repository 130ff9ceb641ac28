#pragma once

#include <optional>
#include <vector>

#include "factory/build/run_job.hpp"
#include "factory/plan/closure.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "factory/staged.hpp"

namespace spoke::factory {

/// Either the exact wheels to install, or what must be built first.
struct Resolution {
    std::vector<RebuiltWheel> wheels;  ///< by file name
    std::vector<MissingRequirement> missing;
};

/// Chooses rebuilt wheels for requirements, all together. The choice is made by uv in a sandbox
/// with no network and no code of a candidate run (threats.md F5); its answer is taken only where
/// it names candidates.
Staged<Resolution> resolve(const std::vector<python::Requirement>& requirements,
                           RebuiltWheels& rebuilt, Workshop& workshop);

}  // namespace spoke::factory
