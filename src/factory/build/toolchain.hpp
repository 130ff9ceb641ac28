#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "crypto/digest.hpp"

namespace spoke::factory {

struct ToolVersion {
    std::string name;
    std::string version;
    auto operator<=>(const ToolVersion&) const = default;
};

/// What builds run in and with: the Debian packages whose /usr the sandbox shows, and the tool
/// folder's Python packages.
struct Toolchain {
    /// Over every installed package's name, version and architecture, and over the tools'.
    crypto::Sha256Digest digest;
    std::vector<ToolVersion> named;  ///< those that shape a wheel, for the statement; sorted
};

/// Reads dpkg's status file and the `*.dist-info` folders of the tool folder. Cheap enough to be
/// read for each build, so that an upgrade under a running server shows.
Result<Toolchain> read_toolchain(const std::filesystem::path& dpkg_status,
                                 const std::filesystem::path& tools);

inline constexpr const char* k_dpkg_status = "/var/lib/dpkg/status";

}  // namespace spoke::factory
