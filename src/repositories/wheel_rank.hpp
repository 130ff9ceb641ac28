#pragma once

#include "python/wheel_name.hpp"

namespace spoke::repositories {

/// True if there is an environment in which both wheels can be installed and installers prefer
/// `candidate`: by a more specific tag, or at the same tag by a higher build number. In which order
/// pip, uv and pdm rank tags is that of `packaging` (cpython_tags, compatible_tags, platforms from
/// the newest). Both are wheels of one version.
bool outranks_somewhere(const python::WheelName& candidate, const python::WheelName& rebuild);

}  // namespace spoke::repositories
