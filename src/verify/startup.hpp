#pragma once

#include "base/finding.hpp"
#include "verify/environment.hpp"
#include "verify/file_table.hpp"

namespace spoke::verify {

/// Start-up code (V4): what runs before anybody imports a package. The environment's own files are
/// claimed here when they are what venv, uv or virtualenv made; whatever else runs at start-up is
/// an error unless a manifest has signed it. That a RECORD without a signature names it is no
/// excuse. To be called when the distributions have made their claims.
Findings check_startup(const Environment& environment, FileTable& table);

}  // namespace spoke::verify
