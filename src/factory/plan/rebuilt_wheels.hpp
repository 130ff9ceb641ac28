#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "crypto/digest.hpp"
#include "python/project_name.hpp"
#include "python/requirement.hpp"
#include "python/version.hpp"

namespace spoke::factory {

/// A wheel of our own making that a build may use.
struct RebuiltWheel {
    python::ProjectName project;
    python::Version version;
    std::string file_name;
    crypto::Sha256Digest sha256;
    std::vector<python::Requirement> requires_dist;  ///< with their markers
};

/// Where build requirements come from: rebuilt wheels alone, never an upstream's.
class RebuiltWheels {
public:
    virtual ~RebuiltWheels() = default;
    /// One a version, the one that the builder's installer would choose; newest version first.
    virtual Result<std::vector<RebuiltWheel>> list_wheels(const python::ProjectName& project) = 0;
};

}  // namespace spoke::factory
