#include "catalog/stored_versions.hpp"

#include <utility>

#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

class VersionColumns {
public:
    using Row = StoredVersion;
    void into(Query& query) { query.into(kind_, subject_, digest_, at_); }
    Result<StoredVersion> row() {
        SPOKE_TRY(auto digest, crypto::Sha256Digest::parse(digest_.value));
        Decoder decoder;
        StoredVersion version{.kind = decoder.word(kind_, StoredVersion::Kind::feed),
                              .subject = subject_.value,
                              .digest = digest,
                              .at = decoder.moment(at_)};
        return decoder.finish(std::move(version));
    }

private:
    Text kind_, subject_, digest_;
    Number at_;
};

}  // namespace

Result<void> store_version(Transaction& transaction, const StoredVersion& version) {
    return in_catalog("keep a dated version", [&]() -> Result<void> {
        Query(transaction.connection(),
              "INSERT INTO stored_versions (kind, subject, at, digest) VALUES (:kind, :subject, "
              ":at, :digest)")
            .bind(version.kind)
            .bind(version.subject)
            .bind(version.at)
            .bind(version.digest)
            .run();
        return ok();
    });
}

Result<std::optional<StoredVersion>> find_version(const Reader& reader, StoredVersion::Kind kind,
                                                  std::string_view subject, base::Moment at) {
    return in_catalog("find a dated version", [&] {
        Query query(reader.connection(),
                    "SELECT kind, subject, digest, at FROM stored_versions WHERE kind = :kind AND "
                    "subject = :subject AND at <= :at ORDER BY at DESC LIMIT 1");
        query.bind(kind).bind(subject).bind(at);
        return read_one<VersionColumns>(query);
    });
}

}  // namespace spoke::catalog
