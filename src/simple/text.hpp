#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simple/page.hpp"

namespace spoke::simple {

/// A JSON string with its quotes. `<`, `>` and `&` are written as they are; control characters and
/// U+2028/2029 as escapes, bytes that are not UTF-8 as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Bytes that are not UTF-8 become U+FFFD, one for each.
std::string repair_utf8(std::string_view text);

/// Each version of the page's files once, in the files' order; legacy ones as they are.
std::vector<std::string_view> versions_of(const ProjectPage& page);

}  // namespace spoke::simple
