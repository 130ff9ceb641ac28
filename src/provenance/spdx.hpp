#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "crypto/digest.hpp"
#include "provenance/manifest.hpp"
#include "provenance/ticket.hpp"

namespace spoke::provenance {

enum class Linkage { dynamic_link, static_link, contained };

/// A library that stands inside the wheel without being the project's own.
struct BundledLibrary {
    std::string name;     ///< `libz`, or a crate's name
    std::string version;  ///< empty: unknown
    std::string purl;     ///< `pkg:deb/debian/zlib1g@1.2.13`, …; may be empty
    std::string path;     ///< in the wheel; empty for a static one
    std::optional<crypto::Sha256Digest> sha256;
    std::string license;  ///< SPDX expression; empty: not known
    Linkage linkage = Linkage::dynamic_link;
};

/// Everything that the wheel's SBOM is made from.
struct SbomFacts {
    std::string project;  ///< normalized
    std::string version;
    std::string license;   ///< SPDX expression of METADATA; empty: NOASSERTION
    std::string supplier;  ///< the builder's name
    crypto::Sha256Digest payload;
    base::Moment created{};  ///< SOURCE_DATE_EPOCH
    ManifestSource source;
    std::string source_version;
    std::optional<BaseFile> base;
    std::vector<BuildRequirement> build_requirements;
    std::vector<ToolRelease> tools;  ///< compilers and the like
    std::vector<BundledLibrary> libraries;
    std::vector<NamedFile> patches;
};

/// An SPDX 2.3 document, indented, ends with a line feed. The same facts, in any order, give the
/// same bytes: no clock, no host, and the namespace is a UUIDv5 of the payload digest. The wheel's
/// own checksum can't stand inside the wheel.
std::string render_spdx(const SbomFacts& facts);

}  // namespace spoke::provenance
