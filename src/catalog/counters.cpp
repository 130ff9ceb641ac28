#include "catalog/counters.hpp"

#include "catalog/connection.hpp"

namespace spoke::catalog {

std::uint64_t next_number(Transaction& transaction, std::string_view counter) {
    auto& connection = transaction.connection();
    Query(connection, "UPDATE counters SET value = value + 1 WHERE name = :name")
        .bind(counter)
        .run();
    Number value;
    Query query(connection, "SELECT value FROM counters WHERE name = :name");
    query.bind(counter).into(value);
    SPOKE_ASSERT(query.next());
    return static_cast<std::uint64_t>(value.value);
}

void record_node_change(Transaction& transaction, NodeChange::Kind kind, const base::Id& subject,
                        std::string_view project) {
    const auto number = next_number(transaction, "node_change");
    Query(transaction.connection(),
          "INSERT INTO node_changes (number, kind, subject, project) "
          "VALUES (:number, :kind, :subject, :project)")
        .bind(number)
        .bind(kind)
        .bind(subject.text())
        .bind(project)
        .run();
}

}  // namespace spoke::catalog
