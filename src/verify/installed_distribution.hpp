#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "verify/environment.hpp"
#include "verify/report.hpp"

namespace spoke::verify {

inline constexpr std::string_view k_manifest_member = "spokeshave.payload.dsse.json";

/// A dist-info as it is found, before anything is judged.
struct InstalledDistribution {
    std::string site;           ///< the import root that it is in
    std::string folder;         ///< `flask-2.0.0.dist-info`
    std::string metadata_name;  ///< as METADATA has it; empty where it could not be read
    std::string metadata_version;
    std::optional<std::string> manifest;  ///< the bytes of spokeshave.payload.dsse.json
    Item item;                            ///< with name, version, path, installer and origin

    std::string path() const { return join_path(site, folder); }
    std::string path_of(std::string_view name) const { return path() + "/" + std::string(name); }
};

/// The `*.dist-info` folders of one import root, and the legacy `*.egg-info` ones.
std::vector<InstalledDistribution> find_distributions(const Environment& environment,
                                                      const std::string& site,
                                                      std::vector<std::string>& unreadable);

}  // namespace spoke::verify
