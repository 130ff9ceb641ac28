#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace spoke::factory {

/// Whether the project says how it is built, or is of before PEP 517.
enum class BuildSystemOrigin { declared, legacy };

/// `[build-system]` of pyproject.toml (PEP 517, PEP 518), with the defaults filled in.
struct BuildSystem {
    std::string backend;                    ///< `setuptools.build_meta:__legacy__`
    std::vector<std::string> backend_path;  ///< relative, inside the tree
    std::vector<std::string> requirements;  ///< as written; foreign text
    BuildSystemOrigin origin = BuildSystemOrigin::legacy;

    bool operator==(const BuildSystem&) const = default;
};

/// `pyproject` is the file's text, or nothing where there is none. No file, no table, or a table
/// without `build-backend`: setuptools' legacy backend, as installers do. `invalid` names the line
/// or key that breaks the rules.
Result<BuildSystem> read_build_system(const std::optional<std::string>& pyproject);

}  // namespace spoke::factory
