#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/finding.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"
#include "python/file_name.hpp"
#include "python/project_name.hpp"

namespace spoke::upstream {

/// Where a file's upload time comes from; pages say which (design.md).
enum class TimeOrigin { page, last_modified, first_seen };
std::string_view to_string(TimeOrigin origin);

/// What a digest is worth before the bytes are here.
enum class DigestOrigin {
    announced,  ///< an index's word
    computed,   ///< the fetcher read the bytes
};
std::string_view to_string(DigestOrigin origin);

/// A file that another index has. Its name passed python::check_safe_file_name.
struct UpstreamFile {
    std::string file_name;
    python::FileKind kind = python::FileKind::other;
    std::string version;  ///< normalized
    std::optional<std::uint64_t> size;
    std::optional<crypto::Sha256Digest> sha256;
    std::optional<crypto::Blake2bDigest> blake2b;
    DigestOrigin digest_origin = DigestOrigin::announced;
    std::optional<base::Moment> upload_time;
    TimeOrigin upload_time_origin = TimeOrigin::first_seen;
    std::string requires_python;
    std::optional<std::string> yanked;
    std::optional<crypto::Sha256Digest> metadata_sha256;  ///< of the core metadata inside a wheel

    bool operator==(const UpstreamFile&) const = default;
};

struct UpstreamProject {
    python::ProjectName project;
    std::vector<UpstreamFile> files;  ///< by file name
    Findings findings;                ///< files left out, and why

    explicit UpstreamProject(python::ProjectName name) : project(std::move(name)) {}
};

/// Another index, asked by the fetcher role or through it. Everything that it says is foreign:
/// names are checked, digests are claims until the bytes were hashed here. Calls block; several
/// threads may call at once.
class Upstream {
public:
    virtual ~Upstream() = default;

    /// Normalized names, sorted.
    virtual Result<std::vector<std::string>> list_projects() = 0;
    /// Nothing only where the project is surely not there; an index that can't be asked is
    /// `unavailable` (fail closed, threats.md, index-conformance 194).
    virtual Result<std::optional<UpstreamProject>> load_project(
        const python::ProjectName& project) = 0;
    /// The bytes, open for reading at offset 0. They may be other bytes than those announced:
    /// whoever takes them hashes them.
    virtual Result<std::optional<base::FileHandle>> open_file(const python::ProjectName& project,
                                                              const std::string& file_name) = 0;
};

}  // namespace spoke::upstream
