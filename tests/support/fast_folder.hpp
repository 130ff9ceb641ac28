#pragma once

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "base/file.hpp"

namespace spoke::tests {

/// A temporary folder in memory where the system has such a place: tests that commit a thousand
/// times need no disk to wait for.
inline Result<base::TemporaryFolder> make_fast_folder(std::string_view prefix) {
    static const bool in_memory = [] {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): before any other thread of a test
        return std::filesystem::is_directory("/dev/shm") && ::setenv("TMPDIR", "/dev/shm", 0) == 0;
    }();
    (void)in_memory;
    return base::TemporaryFolder::make(prefix);
}

}  // namespace spoke::tests
