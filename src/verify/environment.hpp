#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "base/result.hpp"
#include "base/tree.hpp"
#include "verify/venv_config.hpp"

namespace spoke::verify {

/// Where things are in an artifact: a virtual environment, or a bare folder of installed
/// distributions. Nothing of it is run. All paths are relative to `prefix`.
struct Environment {
    /// Absolute: as it was named, and where that is another, with its links resolved. Installers
    /// write the one or the other into scripts.
    std::vector<std::filesystem::path> prefixes;
    base::Tree tree;
    base::Tree::Listing listing;
    std::vector<std::string> sites;  ///< import roots in path order; "" is the prefix itself
    std::string scripts;             ///< "bin"; empty for a bare folder
    std::string python;              ///< "3.11"; empty when not known
    VenvConfig config;               ///< of a virtual environment
    Findings findings;               ///< why its layout can't be trusted

    bool is_venv() const { return !scripts.empty(); }
    /// The spellings of this environment's own interpreter that a script's first line may name; a
    /// bare folder has none.
    std::vector<std::string> interpreters() const;
    /// `path` within the site folder, or nothing if it is not beneath one.
    static std::string_view within(std::string_view path, std::string_view folder);
};

/// `invalid` where nothing that Python could import from is found.
Result<Environment> open_environment(const std::filesystem::path& path);

/// `a/b` of `a` and `b`, either of which may be empty.
std::string join_path(std::string_view folder, std::string_view name);

}  // namespace spoke::verify
