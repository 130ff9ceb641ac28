#pragma once

#include <string>
#include <vector>

#include "catalog/builds.hpp"
#include "factory/build/run_job.hpp"
#include "factory/plan/plan.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "factory/queue/requests.hpp"
#include "factory/queue/waiting.hpp"
#include "factory/source/sdist_source.hpp"
#include "factory/staged.hpp"

namespace spoke::factory {

/// Asks the backend what the wheel will require, and lets the build wait for those of them that can
/// be built and are not, so that its import test has them. What can't be built, or has failed since
/// this build was asked for, is not waited for: they are no part of the wheel.
Staged<WaitOutcome> wait_for_run_time(const catalog::Build& build, const catalog::BuildLease& lease,
                                      const Plan& plan, const Source& source,
                                      RebuiltWheels& rebuilt, Workshop& workshop,
                                      catalog::Catalog& catalog, Requests& requests);

}  // namespace spoke::factory
