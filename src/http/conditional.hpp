#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "base/time.hpp"

namespace spoke::http {

/// RFC 9110 §13.1.2: whether If-None-Match (a list, or `*`) names the tag, by weak comparison. A
/// malformed element ends the list.
bool none_match_names(std::string_view header, std::string_view etag);

/// RFC 9110 §13.1.5: whether a Range may be honoured: only on the very same strong tag or the exact
/// date.
bool if_range_holds(std::string_view header, std::string_view etag, base::Moment last_modified);

/// If-Modified-Since, which counts only where no If-None-Match came (§13.1.3).
bool not_modified_since(std::string_view header, base::Moment last_modified);

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};
struct WholeFile {};
struct NotSatisfiable {};

/// RFC 9110 §14: one range, clipped to the size. Several ranges, another unit or a malformed header
/// are the whole file; a start past the end or an empty suffix is 416 (index-conformance 85).
std::variant<WholeFile, ByteRange, NotSatisfiable> parse_range(std::string_view header,
                                                               std::uint64_t size);

enum class ContentCoding { identity, gzip };
/// RFC 9110 §12.5.3: gzip where the client takes it at least as gladly as identity.
ContentCoding choose_coding(std::optional<std::string_view> accept_encoding);

}  // namespace spoke::http
