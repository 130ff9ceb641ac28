#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "verify/environment.hpp"

namespace spoke::verify {

enum class Placement {
    plain,   ///< as it is in the wheel
    script,  ///< `.data/scripts`: the first line was rewritten
};

struct InstalledPath {
    std::string path;  ///< relative to the environment
    Placement placement = Placement::plain;
};

/// Where an installer puts a member of a wheel: beside the dist-info, or for `*.data/<scheme>/…`
/// into the scheme's folder (binary distribution format, "The .data directory"). Nothing for a
/// scheme that is not known.
std::optional<InstalledPath> installed_path(const Environment& environment, std::string_view site,
                                            std::string_view dist_info, std::string_view project,
                                            std::string_view member);

/// The path that a line of RECORD means: relative to the import root, `..` leads to scripts and
/// data. `invalid` for an absolute one, and for one that leaves the environment. pip's --target
/// moves scripts afterwards and leaves the path of before (`../../bin/x`).
Result<std::string> recorded_path(const Environment& environment, std::string_view site,
                                  std::string_view written);

}  // namespace spoke::verify
