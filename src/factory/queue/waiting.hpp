#pragma once

#include <string>
#include <vector>

#include "catalog/builds.hpp"
#include "catalog/catalog.hpp"
#include "factory/plan/closure.hpp"
#include "factory/queue/requests.hpp"
#include "factory/staged.hpp"

namespace spoke::factory {

enum class WaitOutcome {
    waits,        ///< the build is in waiting_deps and its lease is given up
    ready_again,  ///< all of them have been published meanwhile: plan again
};

/// Requests what is missing (reason `dependency`) and lets the build wait for it. A Stop where
/// upstream has nothing that fits, and where waiting would close a circle, which it names.
Staged<WaitOutcome> wait_for_missing(const std::vector<MissingRequirement>& missing,
                                     const catalog::BuildLease& lease, catalog::Catalog& catalog,
                                     Requests& requests);

}  // namespace spoke::factory
