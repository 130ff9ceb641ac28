#include "catalog/changes.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <utility>

#include "catalog/connection.hpp"
#include "catalog/counters.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {
namespace {

/// A row as it stands there: what the chain is over, whatever somebody made of it.
struct RawChange {
    std::uint64_t number = 0;
    long long at = 0;
    std::string event{};
    std::string principal{};
    std::string address{};
    std::string action{};
    std::string subject{};
    std::string repository{};
    std::string detail{};
    std::string hash{};
};

class ChangeColumns {
public:
    using Row = RawChange;
    static constexpr std::string_view k_names =
        "number, event_id, at, principal_id, address, action, subject, repository_id, detail, "
        "hash";

    void into(Query& query) {
        query.into(number_, event_, at_, principal_, address_, action_, subject_, repository_);
        query.into(detail_, hash_);
    }
    Result<RawChange> row() {
        return RawChange{.number = static_cast<std::uint64_t>(number_.value),
                         .at = at_.value,
                         .event = event_.value,
                         .principal = principal_.value,
                         .address = address_.value,
                         .action = action_.value,
                         .subject = subject_.value,
                         .repository = repository_.value,
                         .detail = detail_.value,
                         .hash = hash_.value};
    }

private:
    Number number_, at_;
    Text event_, principal_, address_, action_, subject_, repository_, detail_, hash_;
};

Result<base::Id> parse_optional_id(std::string_view text) {
    if (text.empty()) return base::Id();
    return base::Id::parse(text);
}

Result<Change> typed(const RawChange& raw) {
    SPOKE_TRY(auto event, base::Id::parse(raw.event));
    SPOKE_TRY(auto principal, parse_optional_id(raw.principal));
    SPOKE_TRY(auto repository, parse_optional_id(raw.repository));
    return Change{.number = raw.number,
                  .event = std::move(event),
                  .at = base::Moment(std::chrono::microseconds(raw.at)),
                  .principal = std::move(principal),
                  .address = raw.address,
                  .action = raw.action,
                  .subject = raw.subject,
                  .repository = std::move(repository),
                  .detail = raw.detail,
                  .hash = raw.hash};
}

Result<std::vector<RawChange>> list_raw(const Reader& reader, std::uint64_t after,
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
std::string chain_hash(std::string_view before, const RawChange& change) {
    std::string bytes;
    const auto number = std::to_string(change.number);
    const auto at = std::to_string(change.at);
    for (const std::string_view field : std::initializer_list<std::string_view>{
             before, number, change.event, at, change.principal, change.address, change.action,
             change.subject, change.repository, change.detail})
        bytes += fmt::format("{}:{},", field.size(), field);
    return crypto::sha256(bytes).hex();
}

std::string hash_of(Connection& connection, std::uint64_t number) {
    Text hash;
    Query query(connection, "SELECT hash FROM changes WHERE number = :number");
    query.bind(number).into(hash);
    return query.next() ? hash.value : std::string();
}

void insert(Connection& connection, const RawChange& change) {
    Query(connection, fmt::format("INSERT INTO changes ({}) VALUES (:number, :event, :at, "
                                  ":principal, :address, :action, :subject, :repository, :detail, "
                                  ":hash)",
                                  ChangeColumns::k_names))
        .bind(change.number)
        .bind(change.event)
        .bind(change.at)
        .bind(change.principal)
        .bind(change.address)
        .bind(change.action)
        .bind(change.subject)
        .bind(change.repository)
        .bind(change.detail)
        .bind(change.hash)
        .run();
}

Finding broken_chain(const RawChange& change, std::string text) {
    return Finding{.severity = Severity::error,
                   .code = "audit_chain_broken",
                   .where = fmt::format("change {}", change.number),
                   .text = std::move(text),
                   .hint = "compare with a backup: somebody or something wrote past spokeshave"};
}

constexpr std::size_t k_check_batch = 1000;

Result<std::uint64_t> read_counter(const Reader& reader, std::string_view name) {
    return in_catalog("read a counter", [&]() -> Result<std::uint64_t> {
        Number value;
        Query query(reader.connection(), "SELECT value FROM counters WHERE name = :name");
        query.bind(name).into(value);
        return query.next() ? static_cast<std::uint64_t>(value.value) : 0;
    });
}

}  // namespace

Result<void> record_change(Transaction& transaction, const NewChange& change) {
    return in_catalog("write an audit row", [&]() -> Result<void> {
        const auto& cause = transaction.cause();
        RawChange row{.number = next_number(transaction, "change"),
                      .at = transaction.now().time_since_epoch().count(),
                      .event = cause.event.text(),
                      .principal = cause.principal.text(),
                      .address = cause.address,
                      .action = std::string(change.action),
                      .subject = std::string(change.subject),
                      .repository = change.repository.text(),
                      .detail = change.detail,
                      .hash = {}};
        row.hash = chain_hash(hash_of(transaction.connection(), row.number - 1), row);
        insert(transaction.connection(), row);
        return ok();
    });
}

Result<std::vector<Change>> list_changes(const Reader& reader, std::uint64_t after,
                                         std::size_t limit) {
    SPOKE_TRY(const auto rows, list_raw(reader, after, limit));
    std::vector<Change> changes;
    for (const auto& row : rows) {
        SPOKE_TRY(auto change, typed(row));
        changes.push_back(std::move(change));
    }
    return changes;
}

Result<Findings> check_changes(const Reader& reader) {
    Findings findings;
    std::uint64_t last = 0;
    std::string before;
    while (true) {
        SPOKE_TRY(const auto batch, list_raw(reader, last, k_check_batch));
        if (batch.empty()) break;
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
    SPOKE_TRY(const auto newest, read_counter(reader, "change"));
    if (newest != last)
        findings.push_back(broken_chain(RawChange{.number = newest},
                                        "the newest rows, up to this one, are missing"));
    return findings;
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
    return read_counter(reader, "node_change");
}

}  // namespace spoke::catalog
