#pragma once

#include <compare>
#include <cstdint>

#include "base/finding.hpp"
#include "base/result.hpp"
#include "python/file_name.hpp"
#include "upstream/upstream.hpp"

namespace spoke::upstream {

/// What tells that a file is still the one that was read: a write moves a time or the size, a
/// replacement the inode.
struct FileStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t modified = 0;  ///< ns
    std::int64_t changed = 0;   ///< ns
    auto operator<=>(const FileStamp&) const = default;
};

Result<FileStamp> stamp_of(int descriptor);

struct DescribedFile {
    UpstreamFile file;
    Findings findings;  ///< metadata that could not be read
};

/// Reads the whole file once: digests, and from inside a wheel or sdist what pages say of it.
/// `conflict` if the file changed meanwhile.
Result<DescribedFile> describe_file(int descriptor, const python::FileName& name,
                                    std::uint64_t max_bytes);

}  // namespace spoke::upstream
