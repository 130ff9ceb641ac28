#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"
#include "provenance/manifest.hpp"
#include "provenance/vocabulary.hpp"

namespace spoke::provenance {

/// A wheel that a build used.
struct BuildRequirement {
    std::string project;  ///< normalized
    std::string version;
    std::string file_name;
    crypto::Sha256Digest sha256;
    std::string origin = "rebuilt";  ///< or "seed"
    bool operator==(const BuildRequirement&) const = default;
};

/// A part of the toolchain, for people: the whole of it is pinned by the digest.
struct ToolRelease {
    std::string name;
    std::string version;
    bool operator==(const ToolRelease&) const = default;
};

/// What the control plane orders to be built, before it is built: all of it is known by digest.
struct BuildOrder {
    std::string project;       ///< normalized
    std::string version;       ///< of what is made
    std::string base_version;  ///< upstream's
    ManifestSource source;
    std::vector<NamedFile> patches;
    std::vector<BuildRequirement> requirements;
    crypto::Sha256Digest toolchain;
    std::vector<ToolRelease> tools;
    std::optional<crypto::Sha256Digest> recipe;
    std::string target_python;    ///< "3.11"
    std::string target_platform;  ///< "linux_x86_64"
    std::string sandbox;          ///< "bubblewrap"
    std::string sandbox_version;
    base::Moment epoch{};  ///< SOURCE_DATE_EPOCH
    std::string strategy;  ///< which rung of the plan: "as-is", …
    bool operator==(const BuildOrder&) const = default;
};

std::string render_build_order(const BuildOrder& order);
Result<BuildOrder> parse_build_order(std::string_view json);

/// The ticket of one build, as the catalog keeps it: `order` is render_build_order()'s text.
struct BuildTicket {
    base::Id id;
    std::string nonce;  ///< 256 bits, lower-case hex
    std::string order;

    /// SHA-256 of `<id> LF <nonce> LF <order>`: how manifest and statement name the ticket.
    crypto::Sha256Digest digest() const;
};

}  // namespace spoke::provenance
