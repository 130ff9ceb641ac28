#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "python/requirement.hpp"

namespace spoke::factory {

/// A requirement that no rebuilt wheel satisfies, with all that is asked of its version.
struct MissingRequirement {
    python::Requirement requirement;
    std::string needed_by;  ///< "the build itself", or the wheel that asks for it
};

/// What an installer may choose from, and what is not there to choose.
struct Closure {
    std::vector<RebuiltWheel> candidates;  ///< by file name
    std::vector<MissingRequirement> missing;
};

/// Walks the requirements of a build (no markers; what was asked of one project in several places
/// holds together) and those of the best wheel for each. Which versions go together is the
/// resolver's question; this one only finds what must be built first.
Result<Closure> walk_closure(const std::vector<python::Requirement>& wanted, RebuiltWheels& wheels);

}  // namespace spoke::factory
