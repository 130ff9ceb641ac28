#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::catalog {

class Connection;  // holds the SOCI session; whole in connection.hpp, for this room alone
class ConnectionPool;

struct Settings {
    std::size_t readers = 4;
    std::chrono::milliseconds busy_timeout{5000};  ///< also the wait for a free connection
};

/// Who causes what a transaction changes, for its audit rows.
struct Cause {
    base::Id event{};      ///< the id that the answer and the log line carry
    base::Id principal{};  ///< empty: the server itself
    std::string address{};
};

/// A lease of one connection with one view of the data: all that is read through it belongs to the
/// same moment. Short-lived; never held across co_await. Not thread-safe.
class Reader {
public:
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) = delete;
    ~Reader();
    Connection& connection() const { return *connection_; }

protected:
    friend class Catalog;
    Reader(ConnectionPool& pool, std::unique_ptr<Connection> connection);
    ConnectionPool* pool_;
    std::unique_ptr<Connection> connection_;
};

/// Changes that happen together or not at all. Subject functions that write take it; destroyed
/// without `commit()`, everything is undone. What it wrote is what it reads.
class Transaction : public Reader {
public:
    Transaction(Transaction&&) noexcept;
    ~Transaction();

    Result<void> commit();

    const Cause& cause() const { return cause_; }
    base::Moment now() const { return now_; }  ///< one moment for the whole transaction
    base::Id make_id() const;
    std::string random_bytes(std::size_t count) const;

private:
    friend class Catalog;
    Transaction(ConnectionPool& pool, std::unique_ptr<Connection> connection, Cause cause,
                const base::Clock& clock, base::Random& random);
    Cause cause_;
    const base::Clock* clock_;
    base::Random* random_;
    base::Moment now_;
};

/// The database. Every call may block: the db pool calls it, never an HTTP thread. Thread-safe.
/// On SQLite there is one writer at a time; `begin` waits for its turn. A busy or locked database
/// is `unavailable`, a full disk `exhausted`, a broken file `corrupt`, a broken rule `conflict`.
class Catalog {
public:
    /// Opens or makes the SQLite database at `path` and brings its schema up to date; a newer
    /// schema than this program's is refused (`unsupported`). The folder's lock is DataLock's.
    static Result<std::unique_ptr<Catalog>> open(const std::filesystem::path& path,
                                                 const base::Clock& clock, base::Random& random,
                                                 Settings settings = {});
    ~Catalog();

    Result<Reader> read();
    Result<Transaction> begin(Cause cause);

    const base::Clock& clock() const { return clock_; }
    base::Random& random() const { return random_; }

    static int newest_schema();

private:
    struct Opened;  ///< what only `open` can pass

public:
    Catalog(const Opened& opened, std::unique_ptr<ConnectionPool> pool, const base::Clock& clock,
            base::Random& random);

private:
    std::unique_ptr<ConnectionPool> pool_;
    const base::Clock& clock_;
    base::Random& random_;
};

}  // namespace spoke::catalog
