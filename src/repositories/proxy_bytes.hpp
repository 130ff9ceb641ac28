#pragma once

#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "catalog/file_row.hpp"
#include "upstream/upstream.hpp"

namespace spoke::repositories {

/// An upstream's file that is a blob now. Hold it until the row that names it is committed.
struct BroughtFile {
    blobs::StoredBlob blob;
    std::optional<blobs::StoredBlob> sidecar;  ///< of a sound wheel
};

/// Copies a file's bytes into the store while hashing them, and keeps them only if every digest and
/// size that the row announces is theirs: else `corrupt` and nothing is kept (index-conformance
/// 173, 187).
Result<BroughtFile> bring_bytes(blobs::BlobStore& store, upstream::Upstream& upstream,
                                const catalog::FileRow& row, std::uint64_t max_bytes);

}  // namespace spoke::repositories
