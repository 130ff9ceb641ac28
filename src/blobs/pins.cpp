#include "blobs/pins.hpp"

namespace spoke::blobs {

Pin Pins::pin(const crypto::Sha256Digest& digest) {
    ++counts_[digest];
    const auto unpin = [self = shared_from_this(), digest](Pins*) {
        self->unpin(digest);
    };
    return Pin(std::shared_ptr<Pins>(this, unpin));
}

void Pins::unpin(const crypto::Sha256Digest& digest) {
    const auto locked = lock();
    const auto found = counts_.find(digest);
    if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

}  // namespace spoke::blobs
