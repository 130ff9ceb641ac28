#pragma once

#include <string>
#include <vector>

#include "archive/limits.hpp"
#include "archive/source_archive.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// A source archive in memory: `bytes[i]` are those of `listing.entries[i]`, empty but for files.
struct SourceTree {
    SourceListing listing;
    std::vector<std::string> bytes;
};

/// Reads and judges by the rules of read_source. Folders that stand only in paths are listed too.
Result<SourceTree> load_source_tree(int fd, const Limits& limits);

}  // namespace spoke::archive
