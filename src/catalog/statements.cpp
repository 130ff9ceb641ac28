#include "catalog/statements.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/connection.hpp"

namespace spoke::catalog {
namespace {

class StatementColumns {
public:
    using Row = StatementRow;
    void into(Query& query) { query.into(envelope_, subject_, predicate_, key_, created_); }
    Result<StatementRow> row() {
        SPOKE_TRY(auto envelope, crypto::Sha256Digest::parse(envelope_.value));
        SPOKE_TRY(auto subject, crypto::Sha256Digest::parse(subject_.value));
        return StatementRow{.envelope = envelope,
                            .subject = subject,
                            .predicate_type = predicate_.value,
                            .key_id = key_.value,
                            .created = Decoder().moment(created_)};
    }

private:
    Text envelope_, subject_, predicate_, key_;
    Number created_;
};

constexpr std::string_view k_select =
    "SELECT envelope, subject, predicate_type, key_id, created FROM statements";

}  // namespace

Result<void> put_statement(Transaction& transaction, const StatementRow& statement) {
    return in_catalog("write a statement", [&]() -> Result<void> {
        Query(transaction.connection(),
              "INSERT INTO statements (envelope, subject, predicate_type, key_id, created) VALUES "
              "(:envelope, :subject, :predicate_type, :key_id, :created) ON CONFLICT (envelope) DO "
              "NOTHING")
            .bind(statement.envelope)
            .bind(statement.subject)
            .bind(statement.predicate_type)
            .bind(statement.key_id)
            .bind(transaction.now())
            .run();
        return ok();
    });
}

Result<std::optional<StatementRow>> find_statement(const Reader& reader,
                                                   const crypto::Sha256Digest& envelope) {
    return in_catalog("find a statement", [&] {
        Query query(reader.connection(), fmt::format("{} WHERE envelope = :envelope", k_select));
        query.bind(envelope);
        return read_one<StatementColumns>(query);
    });
}

Result<std::vector<StatementRow>> list_statements(const Reader& reader,
                                                  const crypto::Sha256Digest& subject) {
    return in_catalog("list statements", [&] {
        Query query(
            reader.connection(),
            fmt::format("{} WHERE subject = :subject ORDER BY created, envelope", k_select));
        query.bind(subject);
        return read_all<StatementColumns>(query);
    });
}

}  // namespace spoke::catalog
