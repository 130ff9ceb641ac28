#pragma once

#include "base/finding.hpp"
#include "base/result.hpp"
#include "verify/environment.hpp"
#include "verify/file_table.hpp"

namespace spoke::verify {

/// Start-up code (V4): what runs before anybody imports a package. The environment's own files are
/// claimed here when they are what venv, uv or virtualenv made; whatever else runs at start-up is
/// an error unless a manifest has signed it. To be called after the signed files are claimed.
Findings check_startup(const Environment& environment, FileTable& table);

/// A start-up file's text with the environment's own path and name taken out, as the table of known
/// ones was made (tools/known_startup.py).
std::string without_place(std::string text, const std::string& prefix, const std::string& name);

}  // namespace spoke::verify
