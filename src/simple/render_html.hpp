#pragma once

#include <string>
#include <string_view>

#include "simple/page.hpp"

namespace spoke::simple {

/// The page as HTML5 with one anchor a line (index-conformance 21-38). The files must be in order.
std::string render_html(const ProjectPage& page);
std::string render_html(const ProjectList& list);

/// `& < > " '` as entities; control characters that HTML forbids are dropped.
std::string escape_html(std::string_view text);

}  // namespace spoke::simple
