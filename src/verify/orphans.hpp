#pragma once

#include <vector>

#include "verify/environment.hpp"
#include "verify/file_table.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// V1: what nobody claims. Each root of unclaimed files that hold code becomes an item that counts
/// and is not verified, so that deleting a dist-info can't raise the coverage; unclaimed data is a
/// note. To be called last.
void add_orphans(const Environment& environment, const FileTable& table, Report& report);

}  // namespace spoke::verify
