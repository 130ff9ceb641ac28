#include "catalog/blob_rows.hpp"

#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

// What keeps a blob. Sidecars and logs are blobs as well, named by their own columns.
constexpr std::string_view k_unreferenced =
    "created < :before"
    " AND NOT EXISTS (SELECT 1 FROM files f WHERE f.blob = blobs.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM files f WHERE f.metadata_sha256 = blobs.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM files f WHERE f.statement = blobs.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM statements s WHERE s.envelope = blobs.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM builds b WHERE b.log = blobs.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM stored_versions v WHERE v.digest = blobs.sha256)";

class BlobColumns {
public:
    using Row = BlobRow;
    void into(Query& query) { query.into(sha256_, blake2b_, size_, created_); }
    Result<BlobRow> row() {
        SPOKE_TRY(auto sha256, crypto::Sha256Digest::parse(sha256_.value));
        SPOKE_TRY(auto blake2b, crypto::Blake2bDigest::parse(blake2b_.value));
        return BlobRow{.digests = {.sha256 = sha256,
                                   .blake2b = blake2b,
                                   .size = static_cast<std::uint64_t>(size_.value)},
                       .created = Decoder().moment(created_)};
    }

private:
    Text sha256_, blake2b_;
    Number size_, created_;
};

}  // namespace

Result<void> put_blob(Transaction& transaction, const crypto::FileDigests& digests) {
    return in_catalog("write a blob's row", [&]() -> Result<void> {
        Query(transaction.connection(),
              "INSERT INTO blobs (sha256, blake2b, size, created) VALUES (:sha256, :blake2b, "
              ":size, :created) ON CONFLICT (sha256) DO NOTHING")
            .bind(digests.sha256)
            .bind(digests.blake2b)
            .bind(digests.size)
            .bind(transaction.now())
            .run();
        return ok();
    });
}

Result<std::optional<BlobRow>> find_blob(const Reader& reader, const crypto::Sha256Digest& sha256) {
    return in_catalog("find a blob's row", [&] {
        Query query(reader.connection(),
                    "SELECT sha256, blake2b, size, created FROM blobs WHERE sha256 = :sha256");
        query.bind(sha256);
        return read_one<BlobColumns>(query);
    });
}

Result<std::vector<crypto::Sha256Digest>> forget_unreferenced_blobs(Transaction& transaction,
                                                                    base::Moment before) {
    return in_catalog("forget blobs", [&]() -> Result<std::vector<crypto::Sha256Digest>> {
        std::vector<crypto::Sha256Digest> forgotten;
        Text digest;
        Query query(transaction.connection(),
                    std::string("SELECT sha256 FROM blobs WHERE ").append(k_unreferenced));
        query.bind(before).into(digest);
        while (query.next()) {
            SPOKE_TRY(auto value, crypto::Sha256Digest::parse(digest.value));
            forgotten.push_back(value);
        }
        for (const auto& value : forgotten)
            Query(transaction.connection(), "DELETE FROM blobs WHERE sha256 = :sha256")
                .bind(value)
                .run();
        return forgotten;
    });
}

}  // namespace spoke::catalog
