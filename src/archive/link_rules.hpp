#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::archive {

/// Symbolic links of one archive: path → target.
using LinkMap = std::map<std::string, std::string, std::less<>>;

/// Follows the link at `path` as a system would, through other links of the archive, and refuses it
/// where any step leaves `top`, the target is absolute, or links lead in a circle. A target that
/// does not exist is allowed.
Result<void> check_link(std::string_view path, const LinkMap& links, std::string_view top);

}  // namespace spoke::archive
