#pragma once

#include "catalog/builds.hpp"

namespace spoke::catalog {

/// `conflict` unless this lease holds its build now.
Result<void> check_lease(const Transaction& transaction, const BuildLease& lease);

}  // namespace spoke::catalog
