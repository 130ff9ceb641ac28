#include "catalog/changes.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <utility>

#include "catalog/connection.hpp"
#include "catalog/counters.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {
namespace {

class ChangeColumns {
public:
    using Row = Change;
    static constexpr std::string_view k_names =
        "number, event_id, at, principal_id, address, action, subject, repository_id, detail, "
        "hash";

    void into(Query& query) {
        query.into(number_, event_, at_, principal_, address_, action_, subject_, repository_);
        query.into(detail_, hash_);
    }
    /// Ids that are no longer ids are left out rather than refused: the chain check must be able to
    /// read a row that somebody changed.
    Result<Change> row() {
        return Change{.number = static_cast<std::uint64_t>(number_.value),
                      .event = read(event_),
                      .at = Decoder().moment(at_),
                      .principal = read(principal_),
                      .address = address_.value,
                      .action = action_.value,
                      .subject = subject_.value,
                      .repository = read(repository_),
                      .detail = detail_.value,
                      .hash = hash_.value};
    }

private:
    static base::Id read(const Text& text) {
        return base::Id::parse(text.value).value_or(base::Id());
    }
    Number number_, at_;
    Text event_, principal_, address_, action_, subject_, repository_, detail_, hash_;
};

class NodeChangeColumns {
public:
    using Row = NodeChange;
    static constexpr std::string_view k_names = "number, kind, subject, project";

    void into(Query& query) { query.into(number_, kind_, subject_, project_); }
    Result<NodeChange> row() {
        Decoder decoder;
        NodeChange change{.kind = decoder.word(kind_, NodeChange::Kind::serial),
                          .number = static_cast<std::uint64_t>(number_.value),
                          .subject = decoder.id(subject_),
                          .project = project_.value};
        return decoder.finish(std::move(change));
    }

private:
    Number number_;
    Text kind_, subject_, project_;
};

/// Each field with its length before it, so that no two rows have the same bytes.
std::string chain_hash(std::string_view before, const Change& change) {
    std::string bytes;
    const auto number = std::to_string(change.number);
    const auto at = std::to_string(change.at.time_since_epoch().count());
    for (const std::string_view field : std::initializer_list<std::string_view>{
             before, number, change.event.text(), at, change.principal.text(), change.address,
             change.action, change.subject, change.repository.text(), change.detail})
        bytes += fmt::format("{}:{},", field.size(), field);
    return crypto::sha256(bytes).hex();
}

std::string hash_of(Connection& connection, std::uint64_t number) {
    Text hash;
    Query query(connection, "SELECT hash FROM changes WHERE number = :number");
    query.bind(number).into(hash);
    return query.next() ? hash.value : std::string();
}

void insert(Connection& connection, const Change& change) {
    Query(connection, fmt::format("INSERT INTO changes ({}) VALUES (:number, :event, :at, "
                                  ":principal, :address, :action, :subject, :repository, :detail, "
                                  ":hash)",
                                  ChangeColumns::k_names))
        .bind(change.number)
        .bind(change.event.text())
        .bind(change.at)
        .bind(change.principal.text())
        .bind(change.address)
        .bind(change.action)
        .bind(change.subject)
        .bind(change.repository.text())
        .bind(change.detail)
        .bind(change.hash)
        .run();
}

Finding broken_chain(const Change& change, std::string text) {
    return Finding{.severity = Severity::error,
                   .code = "audit_chain_broken",
                   .where = fmt::format("change {}", change.number),
                   .text = std::move(text),
                   .hint = "compare with a backup: somebody or something wrote past spokeshave"};
}

constexpr std::size_t k_check_batch = 1000;

}  // namespace

Result<void> record_change(Transaction& transaction, const NewChange& change) {
    return in_catalog("write an audit row", [&]() -> Result<void> {
        const auto& cause = transaction.cause();
        Change row{.number = next_number(transaction, "change"),
                   .event = cause.event,
                   .at = transaction.now(),
                   .principal = cause.principal,
                   .address = cause.address,
                   .action = std::string(change.action),
                   .subject = std::string(change.subject),
                   .repository = change.repository,
                   .detail = change.detail,
                   .hash = {}};
        row.hash = chain_hash(hash_of(transaction.connection(), row.number - 1), row);
        insert(transaction.connection(), row);
        return ok();
    });
}

Result<std::vector<Change>> list_changes(const Reader& reader, std::uint64_t after,
                                         std::size_t limit) {
    return in_catalog("list changes", [&] {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM changes WHERE number > :after ORDER BY number "
                                "LIMIT :count",
                                ChangeColumns::k_names));
        query.bind(after).bind(limit);
        return read_all<ChangeColumns>(query);
    });
}

Result<Findings> check_changes(const Reader& reader) {
    Findings findings;
    std::uint64_t last = 0;
    std::string before;
    while (true) {
        SPOKE_TRY(const auto batch, list_changes(reader, last, k_check_batch));
        if (batch.empty()) return findings;
        for (const auto& change : batch) {
            if (change.number != last + 1)
                findings.push_back(broken_chain(change, "the row before it is missing"));
            else if (change.hash != chain_hash(before, change))
                findings.push_back(
                    broken_chain(change, "the row does not fit its hash and the row before"));
            last = change.number;
            before = change.hash;
        }
    }
}

Result<std::vector<NodeChange>> list_node_changes(const Reader& reader, std::uint64_t after,
                                                  std::size_t limit) {
    return in_catalog("list changes for nodes", [&] {
        Query query(reader.connection(),
                    fmt::format("SELECT {} FROM node_changes WHERE number > :after ORDER BY number "
                                "LIMIT :count",
                                NodeChangeColumns::k_names));
        query.bind(after).bind(limit);
        return read_all<NodeChangeColumns>(query);
    });
}

Result<std::uint64_t> newest_node_change(const Reader& reader) {
    return in_catalog("find the newest change for nodes", [&]() -> Result<std::uint64_t> {
        Number value;
        Query query(reader.connection(), "SELECT value FROM counters WHERE name = 'node_change'");
        query.into(value);
        return query.next() ? static_cast<std::uint64_t>(value.value) : 0;
    });
}

}  // namespace spoke::catalog
