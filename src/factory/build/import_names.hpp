#pragma once

#include <string>
#include <vector>

#include "archive/member.hpp"

namespace spoke::factory {

/// The names that a wheel makes importable, from its members: top-level modules, packages and
/// extension modules, and the packages of namespace packages one level down. Sorted; what can't be
/// written in an import statement is left out.
std::vector<std::string> import_names(const std::vector<archive::Member>& members,
                                      const std::string& dist_info);

}  // namespace spoke::factory
