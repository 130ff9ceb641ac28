#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "python/entry_points.hpp"

namespace spoke::verify {

/// Console scripts are in no wheel: an installer makes them from the entry points. They are
/// believed when they are byte for byte what a known installer makes of the signed entry points,
/// with this environment's own interpreter (V7).
struct Script {
    std::string name;  ///< below the scripts folder
    python::EntryPoint entry;
};

/// The scripts that installers make of a distribution: console and GUI ones, and for pip the
/// version-numbered ones that pip and uv add (`pip3.11`).
std::vector<Script> scripts_of(const python::EntryPoints& entry_points, std::string_view project,
                               std::string_view python);

/// Which known installer's template the text is: "pip", "uv", "installer"; empty for none.
std::string recognise_script(std::string_view text, const python::EntryPoint& entry,
                             const std::vector<std::string>& interpreters);

/// A script from a wheel's `.data/scripts`: its first line was rewritten on installation. The text
/// with `#!python` restored, or empty where the first line is not this environment's interpreter.
std::string restore_shebang(std::string_view text, const std::vector<std::string>& interpreters);

}  // namespace spoke::verify
