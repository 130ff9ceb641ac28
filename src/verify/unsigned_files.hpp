#pragma once

#include <cstddef>

#include "verify/environment.hpp"
#include "verify/file_table.hpp"
#include "verify/installed_distribution.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

/// Claims what the RECORD of a distribution without a believed manifest names, so that its files
/// count as its own and not as orphans. RECORD proves nothing: whoever changes a file can change it
/// (V5); a difference is told as a warning. A distribution that has entry points and no code of its
/// own plugs into others and is an error (V4).
void claim_unsigned_files(const Environment& environment, const InstalledDistribution& found,
                          std::size_t item, FileTable& table, Report& report);

}  // namespace spoke::verify
