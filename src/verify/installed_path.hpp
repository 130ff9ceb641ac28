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

}  // namespace spoke::verify
