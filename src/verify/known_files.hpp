#pragma once

#include <string>
#include <string_view>

#include "verify/environment.hpp"

namespace spoke::verify {

/// True if the file is byte for byte what venv, uv, virtualenv or setuptools puts there (V4).
/// `name` is relative to its folder: `activate`, `_virtualenv.pth`, `_distutils_hack/__init__.py`.
bool is_known_file(const Environment& environment, std::string_view path, std::string_view name);

/// A start-up file's text with the environment's own path and name taken out, as the table of known
/// ones was made (tools/known_startup.py).
std::string without_place(std::string text, const std::string& prefix, const std::string& name);

}  // namespace spoke::verify
