#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

/// Fields of METADATA or PKG-INFO as text, sorted by kind and without judgement: what
/// `packaging`'s parse_email answers for bytes. Keys are those of the JSON form
/// ("metadata_version", "requires_dist"; the table stands in metadata_fields.hpp).
struct RawMetadata {
    std::map<std::string, std::string> strings;
    std::map<std::string, std::vector<std::string>> lists;          ///< keywords too
    std::vector<std::pair<std::string, std::string>> project_urls;  ///< label and URL, in order
    /// By lower-case header name: unknown headers, single ones given twice, and header values that
    /// are not UTF-8 (read as Latin-1). A description that is not UTF-8 stands here as bytes, and
    /// an empty one for a body that is itself a message or has parts.
    std::map<std::string, std::vector<std::string>> unparsed;

    std::string string_or_empty(const std::string& key) const;
    const std::vector<std::string>& list_or_empty(const std::string& key) const;
};

/// Sizes above which metadata is refused before it is read (PyPI's largest are below 2 MB).
inline constexpr std::size_t k_max_metadata_bytes = std::size_t{8} << 20U;
inline constexpr std::size_t k_max_metadata_headers = 20000;

/// Reads headers, and the description from the body, as Python's e-mail parser does, malformed
/// kinds too: a line that is no header ends the headers, continuation lines keep their line breaks
/// and blanks, `From ` lines are passed over. Only a size over the limits is an error
/// (`too_large`). Unlike there, a Content-Transfer-Encoding is not undone: no packaging
/// specification knows one.
Result<RawMetadata> parse_raw_metadata(std::string_view bytes);

}  // namespace spoke::python
