#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/file.hpp"
#include "base/result.hpp"
#include "catalog/file_row.hpp"
#include "catalog/grant.hpp"
#include "crypto/digest.hpp"
#include "python/project_name.hpp"
#include "repositories/decide.hpp"

namespace spoke::repositories {

class Sources;
class FileCache;

/// What an identity URL says: a digest in one of two shapes, which are two columns and never one
/// namespace (threats.md I3), and the exact file name.
struct FileIdentity {
    std::variant<crypto::Blake2bDigest, crypto::Sha256Digest> digest;
    std::string file_name;
};

/// A file's bytes, open for reading with pread or sendfile; shared by all who send them.
struct OpenedFile {
    base::FileHandle file;
    std::uint64_t size = 0;
};
using OpenedFilePtr = std::shared_ptr<const OpenedFile>;

/// A row that was found under a grant, with its decision: the only way to a file's bytes. Made by
/// FileService alone. The bytes may be read only if `decision().allowed()`; `open` checks again.
class FoundFile {
public:
    const catalog::FileRow& row() const { return row_; }
    /// Of the moment when it was found; `FileService::current` renews it.
    const Decision& decision() const { return decision_; }
    /// `"<sha256>"`: the ETag of the bytes. Empty while no digest is known.
    const std::string& etag() const { return etag_; }
    const base::Id& shown_in() const { return shown_in_; }

private:
    friend class FileService;
    FoundFile(catalog::FileRow row, base::Id shown_in, Decision decision);
    catalog::FileRow row_;
    base::Id shown_in_;  ///< the repository of the grant
    Decision decision_;
    std::string etag_;
};
using FoundFilePtr = std::shared_ptr<const FoundFile>;

/// Files by identity or by name, under grants. "No row here" and "no such digest" are the same
/// answer: nothing.
class FileService {
public:
    explicit FileService(Sources& sources);
    ~FileService();

    /// From memory, or null; never blocks. For the HTTP threads.
    FoundFilePtr find_ready(const catalog::Grant& grant, const FileIdentity& identity);

    /// Blocking, for the db pool. The row whose repository is the grant's or a member of it. A
    /// row that order or overlay hide is still found; a claimed name makes it denied (I4).
    Result<FoundFilePtr> find_file(const catalog::Grant& grant, const FileIdentity& identity);
    /// `/<repository>/files/<project>/<file name>`: the row that the repository's page shows.
    Result<FoundFilePtr> find_file(const catalog::Grant& grant, const python::ProjectName& project,
                                   std::string_view file_name);
    /// `/files/<project>/<file name>`: the first of the grants' repositories that has it, in this
    /// order: python, python-remediated (k_root_file_repositories). Never an upstream's bytes.
    Result<FoundFilePtr> find_root_file(std::span<const catalog::Grant> grants,
                                        const python::ProjectName& project,
                                        std::string_view file_name);

    /// Warm only: the bytes if they are here and open already, else null. Never blocks.
    OpenedFilePtr find_open(const FoundFile& file);
    /// Blocking, for the disk pool: brings an upstream's bytes here first where needed, and checks
    /// them. `denied` by decision, `unavailable` when the upstream fails, `corrupt` when its bytes
    /// are not the announced ones (nothing is kept).
    Result<OpenedFilePtr> open_file(const FoundFile& file);
    /// Blocking: the METADATA of a wheel, byte for byte; nothing for what has none.
    Result<std::optional<std::string>> load_sidecar(const FoundFile& file);

private:
    Sources& sources_;
    std::unique_ptr<FileCache> cache_;
};

inline constexpr std::array<std::string_view, 2> k_root_file_repositories = {"python",
                                                                             "python-remediated"};

}  // namespace spoke::repositories
