#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "blobs/blob_store.hpp"

namespace spoke::blobs {

/// The steps of a commit after which a crash is tried in tests/fault; called in this order.
enum class CommitStep { created, written, file_synced, renamed, folder_synced };

/// Blobs in a folder: `<folder>/<2 hex>/<62 hex>`, and `<folder>/tmp/` for what is being written.
///
/// A blob's order is: temporary file, hashed while written, synced, renamed to its digest, the
/// folder synced; then its row. So a crash leaves at worst a blob or a temporary file that nobody
/// names, which collection removes. One process writes to a folder (catalog::DataLock).
class FolderBlobStore final : public BlobStore {
public:
    struct Settings {
        /// For fault tests: called after each step.
        std::function<void(CommitStep)> after_step;
    };
    /// Makes the folder (0700) where there is none; a symbolic link in its place is `denied`.
    static Result<std::unique_ptr<FolderBlobStore>> open(const std::filesystem::path& folder);
    static Result<std::unique_ptr<FolderBlobStore>> open(const std::filesystem::path& folder,
                                                         Settings settings);
    ~FolderBlobStore() override;

    Result<std::unique_ptr<BlobWriter>> writer() override;
    Result<OpenBlob> open(const crypto::Sha256Digest& digest) override;
    Result<bool> contains(const crypto::Sha256Digest& digest) override;
    Result<void> check(const crypto::Sha256Digest& digest) override;
    Result<Collected> collect(
        base::Moment before,
        const std::function<Result<bool>(const crypto::Sha256Digest&)>& is_named) override;

    /// Where the blob is or would be.
    std::filesystem::path path_of(const crypto::Sha256Digest& digest) const;

    struct State;
    explicit FolderBlobStore(std::shared_ptr<State> state);  ///< for `open`

private:
    std::shared_ptr<State> state_;  ///< shared with the pins that outlive the store
};

}  // namespace spoke::blobs
