#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "factory/staged.hpp"
#include "python/requirement.hpp"

namespace spoke::factory {

inline constexpr std::size_t k_max_build_requirements = 500;

/// Requirements that a project or its backend names, which is foreign text (threats.md F5): parsed
/// here, direct references refused, those whose marker does not hold on the builder with no extra
/// asked for left out. `whose` is for messages: "pyproject.toml", "the backend's hook".
Staged<std::vector<python::Requirement>> parse_build_requirements(
    const std::vector<std::string>& texts, std::string_view whose);

}  // namespace spoke::factory
