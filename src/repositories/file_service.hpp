#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/file.hpp"
#include "base/result.hpp"
#include "catalog/grant.hpp"
#include "catalog/row_handle.hpp"
#include "crypto/digest.hpp"
#include "python/project_name.hpp"
#include "repositories/backends.hpp"
#include "repositories/decide.hpp"
#include "repositories/proxy.hpp"

namespace spoke::repositories {

class FileCache;

/// What an identity URL says: a digest in one of two shapes, which are two columns and never one
/// namespace (threats.md I3), and the exact file name.
struct FileIdentity {
    std::variant<crypto::Blake2bDigest, crypto::Sha256Digest> digest;
    std::string file_name;
};

/// A row that a grant reaches, with the decision of this moment. Its bytes may be sent only where
/// `decision.allowed()`; opening checks it again.
struct FoundFile {
    catalog::RowHandle handle;
    Decision decision;

    const catalog::FileRow& row() const { return handle.row(); }
};

/// A file's bytes, for pread or sendfile; shared by all who send them. The offset of the descriptor
/// is nobody's.
struct OpenedFile {
    base::FileHandle file;
    std::uint64_t size = 0;
};
using OpenedFilePtr = std::shared_ptr<const OpenedFile>;

/// `"<sha256 hex>"`; empty while the digest is only announced or unknown.
std::string file_etag(const catalog::FileRow& row);

/// Whose files `/files/` serves, in this order; never an upstream's bytes.
inline constexpr std::array<std::string_view, 2> k_root_file_repositories = {"python",
                                                                             "python-remediated"};

/// Files by identity or by name, under grants. "No row here" and "no such digest" are one answer:
/// nothing.
class FileService {
public:
    FileService(Backends backends, ProxyTable& proxies);
    ~FileService();

    /// From memory, or nothing; never waits. For the HTTP threads.
    std::optional<FoundFile> find_ready(const catalog::Grant& grant, const FileIdentity& identity);
    /// Null unless the bytes are open already; never waits.
    OpenedFilePtr find_open(const FoundFile& file);

    /// Blocking, for the db pool: the row with this digest and exactly this name in a repository
    /// that the grant reads. Order and overlay do not hide it; a claim on its name denies it. A
    /// proxy that does not know the file looks at its upstream's page first, never at the digest.
    Result<std::optional<FoundFile>> find_file(const catalog::Grant& grant,
                                               const FileIdentity& identity);
    /// `/<repository>/files/<project>/<file name>`: the row that the repository's page shows.
    Result<std::optional<FoundFile>> find_file(const catalog::Grant& grant,
                                               const python::ProjectName& project,
                                               std::string_view file_name);
    /// `/files/<project>/<file name>`: the first of these grants that has it; grants for others
    /// than k_root_file_repositories are passed over.
    Result<std::optional<FoundFile>> find_root_file(std::span<const catalog::Grant> grants,
                                                    const python::ProjectName& project,
                                                    std::string_view file_name);

    /// Blocking, for the disk pool: brings an upstream's bytes here first where needed. `denied` by
    /// decision, `unavailable` where the upstream fails, `corrupt` where its bytes are not the
    /// announced ones (nothing is kept).
    Result<OpenedFilePtr> open_file(const FoundFile& file);
    /// Blocking, for the disk pool: a wheel's METADATA byte for byte; nothing for a file whose page
    /// advertises none.
    Result<std::optional<std::string>> load_sidecar(const FoundFile& file);

private:
    Result<std::optional<FoundFile>> look_up(const catalog::Grant& grant,
                                             const FileIdentity& identity);
    Result<bool> look_upstream(const catalog::Grant& grant, std::string_view file_name);
    Result<Standing> standing_of(const catalog::Reader& reader, const catalog::FileRow& row);
    Result<FoundFile> judge(const catalog::Reader& reader, catalog::RowHandle handle);
    Result<catalog::FileRow> with_bytes(const FoundFile& file);

    Backends backends_;
    ProxyTable& proxies_;
    std::shared_ptr<FileCache> cache_;
};

}  // namespace spoke::repositories
