#pragma once

#include <filesystem>
#include <optional>

#include "cli/context.hpp"

namespace spoke::cli {

/// Where `trust pin` keeps the trust file of this user: SPOKESHAVE_TRUST, else
/// $XDG_CONFIG_HOME/spokeshave/trust.json, else ~/.config/spokeshave/trust.json. Nothing where
/// there is no home.
std::optional<std::filesystem::path> pinned_trust_path(const Context& context);

}  // namespace spoke::cli
