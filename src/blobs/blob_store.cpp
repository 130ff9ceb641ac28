#include "blobs/blob_store.hpp"

namespace spoke::blobs {

Result<StoredBlob> store_bytes(BlobStore& store, std::string_view bytes) {
    SPOKE_TRY(auto writer, store.writer());
    SPOKE_TRY(writer->write(bytes));
    return writer->commit();
}

Result<std::string> load_bytes(BlobStore& store, const crypto::Sha256Digest& digest,
                               std::uint64_t limit) {
    SPOKE_TRY(const auto blob, store.open(digest));
    return base::read_all(blob.file.get(), limit);
}

}  // namespace spoke::blobs
