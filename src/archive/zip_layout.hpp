#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/random_reader.hpp"
#include "archive/zip_reader.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// A member as the central directory has it, and its local header has confirmed.
struct ZipRecord {
    std::string name;  ///< raw bytes
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;  ///< of the local header
    std::uint32_t attributes = 0;
    std::uint16_t date = 0;  ///< MS-DOS
    std::uint16_t time = 0;
};

/// Walks the whole file: end record (with ZIP64's), central directory, local headers, data and data
/// descriptors must cover every byte once, and say the same of each member. A member that only one
/// of two readers would find has no place to be. (APPNOTE 6.3 §4.3)
Result<std::vector<ZipRecord>> read_zip_layout(const RandomReader& reader, ZipRules rules,
                                               std::uint64_t max_entries);

}  // namespace spoke::archive
