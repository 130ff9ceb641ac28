#pragma once

#include <optional>
#include <vector>

#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {

/// What is known of a blob. The row is committed only after the bytes are durable in the blob
/// store, so a row means that the bytes are there.
struct BlobRow {
    crypto::FileDigests digests{};
    base::Moment created{};
};

/// Again is no error.
Result<void> put_blob(Transaction& transaction, const crypto::FileDigests& digests);
Result<std::optional<BlobRow>> find_blob(const Reader& reader, const crypto::Sha256Digest& sha256);

/// Forgets the blobs older than `before` that no file (bytes, sidecar, statement), statement, build
/// log or stored version names, and returns them; the store may then remove their bytes.
Result<std::vector<crypto::Sha256Digest>> forget_unreferenced_blobs(Transaction& transaction,
                                                                    base::Moment before);

}  // namespace spoke::catalog
