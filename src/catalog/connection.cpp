#include "catalog/connection.hpp"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cerrno>
#include <utility>

#include "base/encoding.hpp"

namespace spoke::catalog {
namespace {

ErrorCode code_from_sqlite(int result, int system_error) {
    switch (result & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return ErrorCode::unavailable;
        case SQLITE_FULL:
        case SQLITE_NOMEM:
            return ErrorCode::exhausted;
        case SQLITE_IOERR:
            // SQLite calls only ENOSPC "full"; a quota or a file-size limit is no better.
            if (system_error == EFBIG || system_error == EDQUOT || system_error == ENOSPC)
                return ErrorCode::exhausted;
            return ErrorCode::unavailable;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::corrupt;
        case SQLITE_CONSTRAINT:
            return ErrorCode::conflict;
        case SQLITE_INTERRUPT:
            return ErrorCode::cancelled;
        default:
            return ErrorCode::internal;
    }
}

std::string_view advice(ErrorCode code) {
    switch (code) {
        case ErrorCode::unavailable:
            return "; the database is locked or can't be reached: try again";
        case ErrorCode::exhausted:
            return "; free space on the data folder's disk";
        case ErrorCode::corrupt:
            return "; restore the data folder from a backup";
        default:
            return "";
    }
}

// SOCI exports no type information of its back ends, which the vptr check would ask for.
__attribute__((no_sanitize("vptr"))) sqlite_api::sqlite3* sqlite_handle(soci::session& session) {
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

/// SOCI's connect string is split at blanks; a value in double quotes is not.
std::string connect_string(const std::filesystem::path& path, Access access) {
    return fmt::format("db=\"{}\"{}", path.string(),
                       access == Access::read_only ? " readonly=true" : "");
}

}  // namespace

Error error_from_database(const std::exception& exception, std::string_view doing) {
    ErrorCode code = ErrorCode::internal;
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&exception))
        code = code_from_sqlite(sqlite->result(), errno);
    return Error{code,
                 fmt::format("the catalog could not {}: {}{}", doing,
                             base::printable(exception.what()), advice(code)),
                 {}};
}

Result<std::unique_ptr<Connection>> Connection::open_sqlite(
    const std::filesystem::path& path, Access access, std::chrono::milliseconds busy_timeout) {
    if (path.string().find('"') != std::string::npos)
        return fail(ErrorCode::invalid,
                    "the data folder's path may not hold a double quote: " + path.string());
    return in_catalog(
        "open the database " + path.string(), [&]() -> Result<std::unique_ptr<Connection>> {
            auto connection = std::make_unique<Connection>();
            connection->session_.open(soci::sqlite3, connect_string(path, access));
            auto* handle = sqlite_handle(connection->session_);
            sqlite_api::sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
            connection->execute("PRAGMA foreign_keys = ON");
            // A published row must not be lost with the power: each commit is synced.
            connection->execute("PRAGMA synchronous = FULL");
            connection->execute("PRAGMA trusted_schema = OFF");
            connection->execute("PRAGMA cache_size = -16384");
            if (access == Access::read_write) connection->execute("PRAGMA journal_mode = WAL");
            return connection;
        });
}

void Connection::execute(const std::string& sql) {
    session_ << sql;
}

bool Connection::in_transaction() {
    return sqlite_api::sqlite3_get_autocommit(sqlite_handle(session_)) == 0;
}

Query::Query(Connection& connection, const std::string& sql) : statement_(connection.session()) {
    statement_.alloc();
    statement_.prepare(sql);
}

Query::~Query() = default;

Query& Query::bind(const base::Id& id) {
    return id.empty() ? bind_null(Kind::text) : bind(id.text());
}

Query& Query::bind_text(std::string value, soci::indicator state) {
    auto& cell = texts_.emplace_back(Text{std::move(value), state});
    statement_.exchange(soci::use(cell.value, cell.state));
    return *this;
}

Query& Query::bind_number(long long value) {
    auto& cell = numbers_.emplace_back(Number{value, soci::i_ok});
    statement_.exchange(soci::use(cell.value, cell.state));
    return *this;
}

Query& Query::bind_null(Kind kind) {
    if (kind == Kind::text) return bind_text({}, soci::i_null);
    auto& cell = numbers_.emplace_back(Number{});
    statement_.exchange(soci::use(cell.value, cell.state));
    return *this;
}

Query& Query::into(Text& column) {
    statement_.exchange(soci::into(column.value, column.state));
    return *this;
}

Query& Query::into(Number& column) {
    statement_.exchange(soci::into(column.value, column.state));
    return *this;
}

void Query::execute() {
    statement_.define_and_bind();
    statement_.execute(false);
    executed_ = true;
}

bool Query::next() {
    if (!executed_) execute();
    return statement_.fetch();
}

std::size_t Query::run() {
    statement_.define_and_bind();
    statement_.execute(true);
    executed_ = true;
    return static_cast<std::size_t>(statement_.get_affected_rows());
}

base::Id Decoder::id(const Text& column) {
    if (column.null()) return {};
    auto value = base::Id::parse(column.value);
    if (value) return *value;
    reject(std::move(value).error());
    return {};
}

std::optional<base::Id> Decoder::optional_id(const Text& column) {
    if (column.null()) return std::nullopt;
    return id(column);
}

base::Moment Decoder::moment(const Number& column) const {
    return base::Moment(std::chrono::microseconds(column.value));
}

std::optional<base::Moment> Decoder::optional_moment(const Number& column) const {
    if (column.null()) return std::nullopt;
    return moment(column);
}

void Decoder::reject(Error error) {
    if (error_) return;
    error.code = ErrorCode::corrupt;
    error.notes.emplace_back("while reading a row of the catalog");
    error_ = std::move(error);
}

}  // namespace spoke::catalog
