#pragma once

#include <soci/soci.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

// Of this room alone: SOCI's types never leave it.
namespace spoke::catalog {

enum class Access { read_only, read_write };

/// One session. `in_catalog` wraps whatever uses it, since SOCI throws.
class Connection {
public:
    static Result<std::unique_ptr<Connection>> open_sqlite(const std::filesystem::path& path,
                                                           Access access,
                                                           std::chrono::milliseconds busy_timeout);

    soci::session& session() { return session_; }
    void execute(const std::string& sql);
    /// SQLite ends a transaction by itself where the disk is full.
    bool in_transaction();

private:
    soci::session session_;
};

/// What SOCI and SQLite threw, as one of our codes.
Error error_from_database(const std::exception& exception, std::string_view doing);

/// Runs `work`, which returns a Result, and turns the library's exceptions into errors.
template <class Work>
auto in_catalog(std::string_view doing, Work&& work) -> std::invoke_result_t<Work> {
    try {
        return work();
    } catch (const std::exception& exception) {
        return fail(error_from_database(exception, doing));
    }
}

/// A column of a row, possibly NULL.
struct Text {
    std::string value;
    soci::indicator state = soci::i_null;
    bool null() const { return state == soci::i_null; }
};
struct Number {
    long long value = 0;
    soci::indicator state = soci::i_null;
    bool null() const { return state == soci::i_null; }
};

/// One statement: bind in the order of its placeholders (each with a name of its own), name the
/// columns to read, then `next` for each row, or `run`. Throws what SOCI throws.
class Query {
public:
    Query(Connection& connection, const std::string& sql);
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;
    ~Query();

    Query& bind(std::string_view value) { return bind_text(std::string(value), soci::i_ok); }
    Query& bind(const std::string& value) { return bind_text(value, soci::i_ok); }
    Query& bind(const char* value) { return bind_text(value, soci::i_ok); }
    /// An empty id is NULL.
    Query& bind(const base::Id& id);
    Query& bind(base::Moment moment) { return bind_number(moment.time_since_epoch().count()); }
    template <class Integer>
        requires std::is_integral_v<Integer>
    Query& bind(Integer value) {
        return bind_number(static_cast<long long>(value));
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    Query& bind(Enum value) {
        return bind(to_string(value));
    }
    template <class Digest>
        requires requires(const Digest& digest) { digest.hex(); }
    Query& bind(const Digest& digest) {
        return bind_text(digest.hex(), soci::i_ok);
    }
    template <class Value>
    Query& bind(const std::optional<Value>& value) {
        return value ? bind(*value) : bind_null(kind_of<Value>());
    }

    Query& into(Text& column);
    Query& into(Number& column);
    template <class First, class... Rest>
    Query& into(First& first, Rest&... rest) {
        into(first);
        return into(rest...);
    }

    bool next();
    /// Rows changed.
    std::size_t run();

private:
    enum class Kind { text, number };
    template <class Value>
    static constexpr Kind kind_of() {
        return std::is_integral_v<Value> || std::is_same_v<Value, base::Moment> ? Kind::number
                                                                                : Kind::text;
    }
    Query& bind_text(std::string value, soci::indicator state);
    Query& bind_number(long long value);
    Query& bind_null(Kind kind);
    void execute();

    soci::statement statement_;
    // Addresses that SOCI keeps: a deque does not move its elements.
    std::deque<Text> texts_;
    std::deque<Number> numbers_;
    bool executed_ = false;
};

/// Reads columns into typed values; the first that is not what it should be is kept and `finish`
/// returns it as `corrupt`.
class Decoder {
public:
    base::Id id(const Text& column);
    std::optional<base::Id> optional_id(const Text& column);
    base::Moment moment(const Number& column) const;
    std::optional<base::Moment> optional_moment(const Number& column) const;
    template <class Enum>
    Enum word(const Text& column, Enum fallback);
    template <class Enum>
    std::optional<Enum> optional_word(const Text& column);
    template <class Digest>
    std::optional<Digest> digest(const Text& column);
    void reject(Error error);

    template <class Row>
    Result<Row> finish(Row row) {
        if (error_) return fail(std::move(*error_));
        return row;
    }

private:
    std::optional<Error> error_;
};

/// A row type's columns: `names` for SELECT, `into` for a query, `row` for the value.
template <class Columns>
Result<std::optional<typename Columns::Row>> read_one(Query& query) {
    Columns columns;
    columns.into(query);
    if (!query.next()) return std::nullopt;
    SPOKE_TRY(auto row, columns.row());
    return std::optional<typename Columns::Row>(std::move(row));
}

template <class Columns>
Result<std::vector<typename Columns::Row>> read_all(Query& query) {
    Columns columns;
    columns.into(query);
    std::vector<typename Columns::Row> rows;
    while (query.next()) {
        SPOKE_TRY(auto row, columns.row());
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Rows by an earlier `read_one` that must be there.
template <class Row>
Result<Row> must_exist(Result<std::optional<Row>> found, std::string_view what) {
    if (!found) return fail(std::move(found).error());
    if (!*found) return fail(ErrorCode::not_found, std::string(what) + " is not there");
    return std::move(**found);
}

template <class Enum>
Result<Enum> parse_word(std::string_view word);

template <class Enum>
Enum Decoder::word(const Text& column, Enum fallback) {
    auto value = parse_word<Enum>(column.value);
    if (value) return *value;
    reject(std::move(value).error());
    return fallback;
}

template <class Enum>
std::optional<Enum> Decoder::optional_word(const Text& column) {
    if (column.null()) return std::nullopt;
    return word<Enum>(column, Enum{});
}

template <class Digest>
std::optional<Digest> Decoder::digest(const Text& column) {
    if (column.null()) return std::nullopt;
    auto value = Digest::parse(column.value);
    if (value) return *value;
    reject(std::move(value).error());
    return std::nullopt;
}

}  // namespace spoke::catalog
