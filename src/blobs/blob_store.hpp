#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/digest.hpp"

namespace spoke::blobs {

/// Keeps a blob from being collected between its writing and the commit of the row that names it.
/// Hold it until the transaction has committed.
class Pin {
public:
    Pin() = default;
    explicit Pin(std::shared_ptr<void> hold) : hold_(std::move(hold)) {}

private:
    std::shared_ptr<void> hold_;
};

/// A blob that is durable under its digest.
struct StoredBlob {
    crypto::FileDigests digests;
    Pin pin;
};

struct OpenBlob {
    base::FileHandle file;
    std::uint64_t size = 0;
};

/// One blob on its way in: hashed (both digests) while it is written. Destroyed before `commit`,
/// nothing stays.
class BlobWriter {
public:
    virtual ~BlobWriter() = default;
    virtual Result<void> write(std::string_view bytes) = 0;
    virtual std::uint64_t size() const = 0;
    /// Durable under its digest when it returns: only now may a row name it. A blob that is there
    /// already is kept as it is.
    virtual Result<StoredBlob> commit() = 0;
    /// The same, but `corrupt` and nothing kept if the bytes have another digest.
    virtual Result<StoredBlob> commit_as(const crypto::Sha256Digest& expected) = 0;
};

/// The bytes, by SHA-256. Thread-safe; every call may block on disk or network: the disk pool
/// calls it. A full disk is `exhausted`.
///
/// What a client is sent is opened with the digest of a row that a grant reached
/// (catalog::RowHandle); a digest out of a URL is never passed here (threats.md I3).
class BlobStore {
public:
    virtual ~BlobStore() = default;

    virtual Result<std::unique_ptr<BlobWriter>> writer() = 0;
    /// `not_found` if there is none; anything but a regular file is `corrupt`.
    virtual Result<OpenBlob> open(const crypto::Sha256Digest& digest) = 0;
    virtual Result<bool> contains(const crypto::Sha256Digest& digest) = 0;
    /// Reads the whole blob and compares its digest; `corrupt` if it differs.
    virtual Result<void> check(const crypto::Sha256Digest& digest) = 0;

    struct Collected {
        std::vector<crypto::Sha256Digest> removed;
        std::uint64_t bytes = 0;
        std::size_t temporary_files = 0;  ///< of writers that crashed
    };
    /// Removes the blobs that are older than `before`, pinned by nobody, and that `is_named` (asked
    /// for each; its error keeps the blob and ends the collection) does not know.
    virtual Result<Collected> collect(
        base::Moment before,
        const std::function<Result<bool>(const crypto::Sha256Digest&)>& is_named) = 0;
};

/// For bytes that are in memory already.
Result<StoredBlob> store_bytes(BlobStore& store, std::string_view bytes);
/// The whole blob, at most `limit` bytes (`too_large` above).
Result<std::string> load_bytes(BlobStore& store, const crypto::Sha256Digest& digest,
                               std::uint64_t limit);

}  // namespace spoke::blobs
