#pragma once

#include <filesystem>

namespace spoke::tests {

/// Ends the process as a power cut would: what blob files were not synced loses its second half,
/// and what renames' folders were not synced is undone; then SIGKILL. This program's own fsync,
/// rename and mkostemp (power_loss.cpp) keep the account; SQLite's files are left as they are,
/// which is the worst case: every row that was written is there.
[[noreturn]] void lose_power(const std::filesystem::path& blobs);

}  // namespace spoke::tests
