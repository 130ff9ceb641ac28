#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

/// Fields of METADATA or PKG-INFO as text, split by kind and without judgement: what `packaging`'s
/// parse_email answers. Keys are those of the JSON form ("metadata_version", "requires_dist"; see
/// raw_metadata.cpp for the whole table).
struct RawMetadata {
    std::map<std::string, std::string> strings;
    std::map<std::string, std::vector<std::string>> lists;
    std::vector<std::pair<std::string, std::string>> project_urls;  ///< label → URL, in order
    /// By lower-case header name: unknown ones, single ones given twice, and values that are not
    /// UTF-8 (those bytes replaced).
    std::map<std::string, std::vector<std::string>> unparsed;
};

/// Sizes above which a file of metadata is refused before it is read (PyPI's largest are < 2 MB).
inline constexpr std::size_t k_max_metadata_bytes = std::size_t{8} << 20U;
inline constexpr std::size_t k_max_metadata_headers = 20000;

/// Reads headers and a body of description as Python's e-mail parser does, malformed kinds too;
/// only a size over the limits is an error (`too_large`).
Result<RawMetadata> parse_raw_metadata(std::string_view bytes);

}  // namespace spoke::python
