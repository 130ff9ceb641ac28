#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "factory/check/checks.hpp"

namespace spoke::factory {

/// True where `pattern`, in which `*` stands for any run of characters, is the whole of `path`.
bool matches_pattern(std::string_view pattern, std::string_view path);

/// The reason of the first explanation for the path (dist-info written as `{dist-info}`); null
/// where none fits.
const std::string* find_explanation(const std::vector<Explanation>& explanations,
                                    std::string_view path);

/// The member's path with the wheel's own dist-info folder written as `{dist-info}`, and its data
/// folder as `{data}`: what two wheels of one version can be compared by.
std::string neutral_path(std::string_view path, std::string_view dist_info);

}  // namespace spoke::factory
