#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "catalog/connection.hpp"

namespace spoke::catalog {

/// A file of migrations/<database>/, embedded by CMake; numbered from 1 without gaps.
struct Migration {
    int number = 0;
    std::string_view name;
    std::string_view sql;
};
std::span<const Migration> sqlite_migrations();

int newest_migration();

/// Runs the migrations that the database lacks, each in a transaction of its own. `unsupported`,
/// naming both numbers, where the database is newer than this program.
Result<void> bring_up_to_date(Connection& connection, std::string_view database, base::Moment now);

/// A migration's statements: each ends with `;` at the end of a line.
std::vector<std::string> split_statements(std::string_view sql);

}  // namespace spoke::catalog
