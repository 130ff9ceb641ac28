#pragma once

#include <cstdint>

#include "archive/random_reader.hpp"
#include "archive/zip_reader.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// Where the central directory is.
struct ZipEnd {
    std::uint64_t count = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

/// Finds the end record, which must end the file, and ZIP64's before it; the central directory must
/// end where they begin.
Result<ZipEnd> find_zip_end(const RandomReader& reader, ZipRules rules);

}  // namespace spoke::archive
