#pragma once

#include <filesystem>

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::catalog {

/// One server a data folder: an exclusive lock on `<folder>/lock` for as long as this lives (the
/// kernel ends it with the process, so a crash leaves nothing to clean up).
class DataLock {
public:
    /// `conflict` names the folder, the lock file and the process that holds it.
    static Result<DataLock> take(const std::filesystem::path& folder);

private:
    explicit DataLock(base::FileHandle file) : file_(std::move(file)) {}
    base::FileHandle file_;
};

}  // namespace spoke::catalog
