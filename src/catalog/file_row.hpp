#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/vocabulary.hpp"
#include "crypto/digest.hpp"
#include "python/project_name.hpp"

namespace spoke::catalog {

/// PEP 592; the reason may be empty.
struct Yank {
    std::string reason{};
    bool operator==(const Yank&) const = default;
};

/// A file that is kept back; without `until` for ever, or until a person ends it.
struct Hold {
    std::string reason{};
    std::optional<base::Moment> until{};
    bool operator==(const Hold&) const = default;
};

/// Everything that any answer says about a file. The bytes are the blob named by `blob`; where it
/// is empty they are not here (yet), and `sha256`, `blake2b` and `size` are claims.
struct FileRow {
    base::Id id{};
    base::Id repository{};
    python::ProjectName project;
    /// Normalized where PEP 440 knows it, else as written.
    std::string version{};
    std::string file_name{};
    FileKind kind = FileKind::other;

    std::optional<crypto::Sha256Digest> sha256{};
    std::optional<crypto::Blake2bDigest> blake2b{};
    std::optional<std::uint64_t> size{};
    DigestState digest_state = DigestState::announced;
    std::optional<crypto::Sha256Digest> blob{};  ///< set when the bytes are here; equals sha256
    LinkShape link_shape = LinkShape::blake2b;

    base::Moment upload_time{};
    UploadTimeSource upload_time_source = UploadTimeSource::own;
    base::Moment first_seen{};

    std::string requires_python{};  ///< empty: none
    std::optional<Yank> yanked{};
    std::optional<crypto::Sha256Digest> metadata_sha256{};  ///< of the core metadata sidecar

    /// Derived from the statement, never from the repository (threats.md §3.4).
    Tier tier = Tier::internal;
    std::optional<SourceKind> source_kind{};
    /// The upstream file that this one is a rebuild or remediation of. Age, advisories and recall
    /// are judged on it (threats.md F6, I17).
    std::optional<crypto::Sha256Digest> derived_from{};
    std::optional<base::Moment> base_upload_time{};

    std::optional<Hold> hold{};
    std::optional<base::Id> uploader{};  ///< a principal
    std::optional<base::Id> build{};
    std::optional<crypto::Sha256Digest> statement{};  ///< of the statement's envelope, a blob

    std::string upstream_location{};  ///< where a proxy finds the bytes; empty elsewhere
    std::uint64_t serial = 0;         ///< the repository's, when this row last changed

    bool operator==(const FileRow&) const = default;
};

}  // namespace spoke::catalog
