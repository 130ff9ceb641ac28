#pragma once

#include <set>
#include <string>
#include <string_view>

#include "factory/check/wheel_content.hpp"

namespace spoke::factory {

/// Top-level names that Python can import from the wheel, from its members: modules, native
/// modules, and folders that hold code (also below `.data/purelib` and `platlib`).
std::set<std::string> importable_names(const WheelContent& wheel);

/// True for licences and notices in `{dist-info}`, in its top or in `licenses/`.
bool is_licence_path(std::string_view neutral);

}  // namespace spoke::factory
