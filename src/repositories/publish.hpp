#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "catalog/file_row.hpp"
#include "catalog/statements.hpp"
#include "crypto/digest.hpp"
#include "repositories/backends.hpp"

namespace spoke::repositories {

/// On whose behalf a hosted repository is written.
enum class Writer { factory, uploader };

/// A file to publish: its blobs are durable already, pinned by the caller until publish returns.
struct PublishedFile {
    /// repository, id, first_seen and serial are set here. sha256, blake2b, size and blob must be.
    catalog::FileRow row;
    crypto::FileDigests digests;  ///< of the bytes
    /// The wheel's METADATA as a blob of its own; row.metadata_sha256 must be its digest.
    std::optional<crypto::FileDigests> metadata;
    std::optional<crypto::FileDigests> statement_blob;
    std::optional<catalog::StatementRow> statement;
};

struct Publication {
    std::string repository;
    Writer writer = Writer::uploader;
    catalog::Cause cause;
    std::vector<PublishedFile> files;
    /// More writes of the same transaction (the build's state, its inputs, its ticket); called
    /// after the rows are in, with them as stored. An error undoes everything.
    std::function<Result<void>(catalog::Transaction&, const std::vector<catalog::FileRow>&)> also;
};

/// Writes files into a hosted repository: all of them with their statements in one transaction, or
/// none. Refused: a repository that is no hosted one or another writer's; a name that another
/// hosted repository claims (threats.md I5); the label `+spoke` on what was not remediated here
/// (I2); a name that is not the file's project and version in normalized form; a file name that
/// ever had other bytes here (`conflict`, "File already exists"); an archived or quarantined
/// project. An upload claims its project's name. Returns the rows as stored.
Result<std::vector<catalog::FileRow>> publish(const Backends& backends,
                                              const Publication& publication);

}  // namespace spoke::repositories
