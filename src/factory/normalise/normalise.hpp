#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.hpp"
#include "archive/member.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"
#include "crypto/payload_digest.hpp"
#include "python/wheel_name.hpp"

namespace spoke::factory {

struct NormaliseOptions {
    python::BuildTag build;  ///< 1 for the first rebuild of a version
    /// Platform tags that the platform check proved, in place of the file name's; empty: keep.
    std::vector<std::string> platform_tags;
};

/// A rebuilt wheel in canonical form, without RECORD, SBOM and manifest.
struct NormalisedWheel {
    python::WheelName name;  ///< normalized, with the build tag
    std::string dist_info;
    std::vector<archive::Member> members;    ///< in canonical order
    std::vector<crypto::PayloadFile> files;  ///< the same as facts, sorted: the manifest's `files`
    crypto::Sha256Digest payload;            ///< the payload digest
};

/// Brings what a build left into canonical form (factory reference §1.10). `invalid` where it
/// breaks the rules of archives, or brings a member with a reserved name (threats F13).
Result<NormalisedWheel> normalise_wheel(std::string_view file_name, std::string bytes,
                                        const NormaliseOptions& options,
                                        const archive::Limits& limits);

/// The file that is published: with SBOM, signed manifest and RECORD.
Result<std::string> seal_wheel(const NormalisedWheel& wheel, std::string sbom, std::string manifest,
                               base::Moment epoch);

}  // namespace spoke::factory
