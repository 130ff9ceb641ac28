#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

struct HeaderBlock {
    std::vector<std::pair<std::string, std::string>> headers;  ///< name as written, raw value
    std::string_view from_line;  ///< a `From ` line right before the body, which belongs to it
    std::string_view body;
};

/// The first line with its end, which is `\n`, `\r\n` or `\r`.
std::string_view line_at(std::string_view text);

/// Splits `name: value` lines from the body, by the rules of Python's e-mail parser. The body
/// points into `bytes`.
Result<HeaderBlock> split_headers(std::string_view bytes, std::size_t header_limit);

}  // namespace spoke::python
