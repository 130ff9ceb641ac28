#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::base {

using Bytes = std::string;  ///< raw bytes; text is validated where it is parsed

/// Lower-case hex.
std::string to_hex(std::string_view bytes);
/// Upper- and lower-case digits are accepted; an odd length or another character is `invalid`.
Result<Bytes> from_hex(std::string_view text);
/// True if text is exactly `digits` lower-case hex digits.
bool is_lower_hex(std::string_view text, std::size_t digits);

/// RFC 4648 §4 with padding, and §5 (URL-safe) without.
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes);
/// Either alphabet, padding optional; a stray character or a non-zero tail is `invalid`.
Result<Bytes> from_base64(std::string_view text);

/// RFC 3986 percent-encoding of one path segment: only unreserved characters stay. `+` is
/// written `%2B`, so that no form decoder turns it into a blank.
std::string percent_encode_segment(std::string_view segment);
/// Decodes once. A broken escape, NUL, or bytes that are not UTF-8 are `invalid`.
Result<std::string> percent_decode_segment(std::string_view segment);

bool is_valid_utf8(std::string_view text);
/// For terminals and logs: control characters, escapes and invalid UTF-8 become `\xNN`.
std::string printable(std::string_view text, std::size_t limit = 400);

}  // namespace spoke::base
