#pragma once

#include <optional>
#include <string>

#include "factory/build/double_build.hpp"
#include "factory/check/report.hpp"
#include "factory/check/wheel_content.hpp"
#include "factory/normalise/normalise.hpp"
#include "factory/plan/plan.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "factory/source/sdist_source.hpp"
#include "factory/staged.hpp"
#include "python/sdist_name.hpp"

namespace spoke::factory {

/// What an attempt made, in canonical form, and what the checks say of it. All of it was computed
/// here from the sealed bytes (threats.md F3).
struct Candidate {
    Plan plan;
    NormalisedWheel wheel;
    CheckReport report;
    python::SdistName sdist_name;
    std::string sdist;         ///< canonical bytes
    std::string sdist_origin;  ///< "the backend", or "upstream's sdist" where the backend made none
};

struct JudgeInput {
    const catalog::Build& build;
    const Source& source;
    const Plan& plan;
    const std::optional<WheelContent>& upstream;
    int build_number = 1;
};

/// Normalises both builds, installs and imports the first, runs W01 to W15, and makes the canonical
/// sdist. A Stop where the bytes break the rules of archives or bring a reserved name (threats.md
/// F13); a failed check is in the report.
Staged<Candidate> judge_pair(BuiltPair pair, const JudgeInput& input, RebuiltWheels& rebuilt,
                             Workshop& workshop);

}  // namespace spoke::factory
