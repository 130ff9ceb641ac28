#pragma once

#include <string>
#include <string_view>

#include "base/finding.hpp"

namespace spoke::verify {

/// What pyvenv.cfg says. Python has two readers of it (getpath and site.py) that differ in small
/// ways: of two equal keys they take different ones. A file that they could read differently from
/// us is an error, not a guess (V4).
struct VenvConfig {
    std::string home;    ///< the interpreter's folder
    std::string prompt;  ///< without quotes; only where it is made of plain characters
    std::string python;  ///< "3.11"; empty where no version is named
    /// site.py's rule: on unless the key is there and says otherwise.
    bool system_site_packages = true;
    Findings findings;
};

VenvConfig parse_venv_config(std::string_view text);

}  // namespace spoke::verify
