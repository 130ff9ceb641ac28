#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"
#include "crypto/payload_digest.hpp"
#include "provenance/vocabulary.hpp"

namespace spoke::provenance {

/// A file that something was made from, or that stands beside it.
struct NamedFile {
    std::string name;
    crypto::Sha256Digest sha256;
    bool operator==(const NamedFile&) const = default;
};

/// What the wheel was built from.
struct ManifestSource {
    SourceKind kind = SourceKind::sdist;
    std::string uri;              ///< `git+https://…@refs/tags/2.0.0`, or the sdist's package URL
    std::string commit;           ///< of a repository: the commit's id; else empty
    crypto::Sha256Digest sha256;  ///< of the sdist, or of the tree as it was exported
    bool operator==(const ManifestSource&) const = default;
};

/// Upstream's file that this one stands for.
struct BaseFile {
    std::string file_name;
    crypto::Sha256Digest sha256;
    base::Moment upload_time{};
    bool operator==(const BaseFile&) const = default;
};

/// A ready-made binary that came with the source, and why it is in the wheel (threats.md F2).
struct PrebuiltFile {
    std::string path;
    crypto::Sha256Digest sha256;
    std::string explanation;
    bool operator==(const PrebuiltFile&) const = default;
};

/// A seed (a binary that we did not build) that shaped these bytes, however far back (F11).
struct SeedAncestor {
    std::string purl;
    crypto::Sha256Digest sha256;
    bool operator==(const SeedAncestor&) const = default;
};

/// An advisory and what this wheel is about it: `fixed`, `not_affected`, `known_affected`.
struct AdvisoryNote {
    std::string id;
    std::string status;
    bool operator==(const AdvisoryNote&) const = default;
};

/// Where the statement of the whole file is. Its digest can't stand here: the statement names the
/// wheel's digest, and the manifest is inside the wheel.
struct StatementReference {
    std::string path;  ///< under a server's base: `integrity/<project>/<version>/<file>/provenance`
    std::string predicate_type;
    std::string invocation;  ///< the ticket's id; the statement's `invocationId`
    bool operator==(const StatementReference&) const = default;
};

/// The signed list of a wheel's files: schema 1, frozen by the first wheel (docs/provenance.md).
struct Manifest {
    std::string project;  ///< normalized
    std::string version;  ///< normalized
    crypto::Sha256Digest payload;
    std::string dist_info;     ///< the folder's exact name
    std::string wheel;         ///< the exact file name
    std::string build_number;  ///< the build tag: "1"
    Tier tier = Tier::rebuilt;
    ManifestSource source;
    std::optional<BaseFile> base;
    std::vector<NamedFile> sboms;  ///< paths under dist-info: `sboms/spokeshave.spdx.json`
    std::vector<PrebuiltFile> prebuilt;
    std::vector<SeedAncestor> seed_ancestry;
    std::vector<AdvisoryNote> advisories;
    std::string equivalence;  ///< `E0` … `E6`, `EN`
    StatementReference statement;
    crypto::Sha256Digest ticket;  ///< of the ticket that the build was done by

    // Filled in by the signer.
    std::string builder_id;
    std::string trust_domain;
    base::Moment signed_at{};

    std::vector<crypto::PayloadFile> files;  ///< by path; what the payload digest is made of

    /// `pkg:pypi/flask@2.0.0`
    std::string purl() const { return package_url(project, version); }
    bool operator==(const Manifest&) const = default;
};

/// The equivalence levels `E0` … `E6` and `EN`.
bool is_equivalence(std::string_view text);

/// The statement that is signed: compact, keys and files sorted.
std::string render_manifest(const Manifest& manifest);
/// Foreign bytes. `unsupported` for a later schema; `invalid` where a field is missing, mistyped or
/// out of its rules, or where the payload digest is not that of the files. Unknown members are
/// passed over. Whether names fit each other is check_manifest_names's to say.
Result<Manifest> parse_manifest(std::string_view json);

}  // namespace spoke::provenance
