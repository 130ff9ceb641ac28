#pragma once

#include <filesystem>
#include <string_view>

#include "base/identity.hpp"
#include "base/result.hpp"

namespace spoke::app {

/// Whether the user of a role can reach and read `path`: each folder above it must be open to that
/// user. Only asked when started as root, since the roles then have users of their own. `denied`
/// names the folder that is closed and what to do.
Result<void> check_reachable(const std::filesystem::path& path, const base::Identity& identity,
                             std::string_view role);

}  // namespace spoke::app
