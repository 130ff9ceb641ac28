#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "blobs/blob_store.hpp"
#include "crypto/digest.hpp"

namespace spoke::blobs {

/// Which blobs may not be collected now. Its lock also orders "is it there already?" of a commit
/// and "nobody wants it" of a collection: both are asked and acted upon under it.
class Pins : public std::enable_shared_from_this<Pins> {
public:
    std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }

    /// With the lock held. The pin may outlive the store.
    Pin pin(const crypto::Sha256Digest& digest);
    bool pinned(const crypto::Sha256Digest& digest) const { return counts_.contains(digest); }

private:
    void unpin(const crypto::Sha256Digest& digest);

    std::mutex mutex_;
    std::map<crypto::Sha256Digest, std::size_t> counts_;
};

}  // namespace spoke::blobs
