#pragma once

#include <string>

#include "base/result.hpp"

namespace spoke::repositories {

/// The METADATA of a wheel, byte for byte: pip refuses a wheel whose sidecar differs by one byte
/// from it, so it is cut out and never rendered anew. `invalid` for what is no sound wheel. The
/// descriptor stays the caller's.
Result<std::string> extract_sidecar(int wheel);

}  // namespace spoke::repositories
