#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "python/requirement.hpp"

namespace spoke::factory {

/// The build backend that made a wheel, from the `Generator:` line of its file WHEEL, as an exact
/// requirement: `flit 3.10.1` is `flit_core==3.10.1`. Nothing for tools that don't tell it
/// (factory-reference.md §1.7).
std::optional<python::Requirement> pin_of_generator(std::string_view generator);

}  // namespace spoke::factory
