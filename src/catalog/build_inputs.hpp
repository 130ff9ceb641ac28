#pragma once

#include <string>
#include <vector>

#include "base/id.hpp"
#include "catalog/catalog.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {

enum class InputRole {
    source,
    base_file,  ///< upstream's file of the same version
    build_requirement,
    system_package,
    toolchain,
    recipe,
    patch,
    seed,  ///< an upstream binary that shaped the bytes
};
std::string_view to_string(InputRole role);

/// An edge from a build to a thing that went into it. Recall and rebuilding of dependents walk
/// these both ways (threats.md I17).
struct BuildInput {
    base::Id build{};
    crypto::Sha256Digest digest{};
    InputRole role = InputRole::source;
    std::string name{};  ///< file or package name, for people
};

/// Again is no error.
Result<void> add_build_inputs(Transaction& transaction, const std::vector<BuildInput>& inputs);
Result<std::vector<BuildInput>> list_build_inputs(const Reader& reader, const base::Id& build);
/// The reverse: all builds that this digest went into.
Result<std::vector<BuildInput>> list_builds_with_input(const Reader& reader,
                                                       const crypto::Sha256Digest& digest);

}  // namespace spoke::catalog
