#pragma once

#include <string>

#include "simple/page.hpp"

namespace spoke::simple {

/// The page as `application/vnd.pypi.simple.v1+json`. The files must be in order (sort_files).
/// Bytes that are not UTF-8 become U+FFFD; an empty yank reason becomes `true`, since pip reads ""
/// as "not yanked" (index-conformance 39-55).
std::string render_json(const ProjectPage& page);
std::string render_json(const ProjectList& list);

}  // namespace spoke::simple
