#pragma once

#include <string>

#include "crypto/digest.hpp"
#include "factory/build/run_job.hpp"
#include "factory/check/report.hpp"
#include "factory/check/wheel_content.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "factory/staged.hpp"

namespace spoke::factory {

/// W12: installs a copy of the wheel with what it requires, all rebuilt, in a sandbox of its own
/// that can't reach the wheel itself, and imports its top-level names. `skipped` where there is
/// nothing to import or a requirement has not been rebuilt; the detail says which.
Staged<Check> check_import(const WheelContent& wheel, const std::string& bytes,
                           RebuiltWheels& rebuilt, Workshop& workshop);

}  // namespace spoke::factory
