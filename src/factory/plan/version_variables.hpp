#pragma once

#include <map>
#include <string>
#include <vector>

#include "python/project_name.hpp"
#include "python/requirement.hpp"

namespace spoke::factory {

/// The environment variables that tell tools which derive a version from version control what the
/// version is (factory-reference.md §1.5), for those tools among the requirements only: the general
/// ones would leak into every other project built in the same environment.
std::map<std::string, std::string> version_variables(
    const std::vector<python::Requirement>& requirements, const python::ProjectName& project,
    const std::string& version);

}  // namespace spoke::factory
