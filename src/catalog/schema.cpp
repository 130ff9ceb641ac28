#include "catalog/schema.hpp"

#include <fmt/format.h>

#include "base/log.hpp"

namespace spoke::catalog {
namespace {

Result<int> read_version(Connection& connection) {
    return in_catalog("read the schema's version", [&]() -> Result<int> {
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version "
            "(version INTEGER NOT NULL PRIMARY KEY, applied BIGINT NOT NULL)");
        Number newest;
        Query query(connection, "SELECT max(version) FROM schema_version");
        query.into(newest);
        query.next();
        return newest.null() ? 0 : static_cast<int>(newest.value);
    });
}

Result<void> apply(Connection& connection, const Migration& migration, base::Moment now) {
    const auto doing = fmt::format("apply the migration {}", migration.name);
    auto done = in_catalog(doing, [&]() -> Result<void> {
        connection.execute("BEGIN IMMEDIATE");
        for (const auto& statement : split_statements(migration.sql)) connection.execute(statement);
        Query(connection, "INSERT INTO schema_version (version, applied) VALUES (:v, :a)")
            .bind(migration.number)
            .bind(now)
            .run();
        connection.execute("COMMIT");
        return ok();
    });
    if (done) return ok();
    if (!connection.in_transaction()) return done;
    const auto undone = in_catalog("undo a migration", [&]() -> Result<void> {
        connection.execute("ROLLBACK");
        return ok();
    });
    // The error that matters is the first.
    if (!undone) SPOKE_LOG(warn, "catalog_rollback_failed", "reason", undone.error().describe());
    return done;
}

}  // namespace

int newest_migration() {
    return sqlite_migrations().back().number;
}

Result<void> bring_up_to_date(Connection& connection, std::string_view database, base::Moment now) {
    SPOKE_TRY(const int version, read_version(connection));
    if (version > newest_migration())
        return fail(ErrorCode::unsupported,
                    fmt::format("{} was written by a newer spokeshave (its schema is {}, this "
                                "program knows up to {}); start that newer version, or restore a "
                                "backup from before the upgrade",
                                database, version, newest_migration()));
    for (const auto& migration : sqlite_migrations()) {
        if (migration.number <= version) continue;
        SPOKE_TRY(apply(connection, migration, now));
        if (version > 0) SPOKE_LOG(info, "catalog_migrated", "migration", migration.name);
    }
    return ok();
}

std::vector<std::string> split_statements(std::string_view sql) {
    std::vector<std::string> statements;
    std::string statement;
    while (!sql.empty()) {
        const auto end = sql.find('\n');
        const auto line = sql.substr(0, end);
        sql = end == std::string_view::npos ? std::string_view() : sql.substr(end + 1);
        if (line.empty() || line.starts_with("--")) continue;
        statement += line;
        statement += '\n';
        if (!line.ends_with(';')) continue;
        statements.push_back(std::move(statement));
        statement.clear();
    }
    if (!statement.empty()) statements.push_back(std::move(statement));
    return statements;
}

}  // namespace spoke::catalog
