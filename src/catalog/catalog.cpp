#include "catalog/catalog.hpp"

#include <sys/stat.h>

#include <utility>

#include "base/log.hpp"
#include "catalog/connection.hpp"
#include "catalog/connection_pool.hpp"
#include "catalog/schema.hpp"

namespace spoke::catalog {
namespace {

/// The end of a lease that did not commit. A session that can't even do this is of no more use,
/// but the pool has no other: the next user gets its error.
void roll_back(Connection& connection) {
    if (!connection.in_transaction()) return;
    const auto done = in_catalog("undo a transaction", [&]() -> Result<void> {
        connection.execute("ROLLBACK");
        return ok();
    });
    if (!done) SPOKE_LOG(warn, "catalog_rollback_failed", "reason", done.error().describe());
}

}  // namespace

Reader::Reader(ConnectionPool& pool, std::unique_ptr<Connection> connection)
    : pool_(&pool), connection_(std::move(connection)) {}

Reader::Reader(Reader&&) noexcept = default;

Reader::~Reader() {
    if (!connection_) return;
    roll_back(*connection_);
    pool_->give_back(Access::read_only, std::move(connection_));
}

Transaction::Transaction(ConnectionPool& pool, std::unique_ptr<Connection> connection, Cause cause,
                         const base::Clock& clock, base::Random& random)
    : Reader(pool, std::move(connection)),
      cause_(std::move(cause)),
      clock_(&clock),
      random_(&random),
      now_(clock.now()) {
    if (cause_.event.empty()) cause_.event = base::Id::make(clock, random);
}

Transaction::Transaction(Transaction&&) noexcept = default;

Transaction::~Transaction() {
    if (!connection_) return;
    roll_back(*connection_);
    pool_->give_back(Access::read_write, std::move(connection_));
}

Result<void> Transaction::commit() {
    SPOKE_ASSERT(connection_ != nullptr);
    SPOKE_TRY(in_catalog("commit", [&]() -> Result<void> {
        connection_->execute("COMMIT");
        return ok();
    }));
    pool_->give_back(Access::read_write, std::move(connection_));
    return ok();
}

base::Id Transaction::make_id() const {
    return base::Id::make(*clock_, *random_);
}

std::string Transaction::random_bytes(std::size_t count) const {
    return random_->bytes(count);
}

struct Catalog::Opened {};

Catalog::Catalog(const Opened& /*opened*/, std::unique_ptr<ConnectionPool> pool,
                 const base::Clock& clock, base::Random& random)
    : pool_(std::move(pool)), clock_(clock), random_(random) {}

Catalog::~Catalog() = default;

Result<std::unique_ptr<Catalog>> Catalog::open(const std::filesystem::path& path,
                                               const base::Clock& clock, base::Random& random,
                                               Settings settings) {
    {
        SPOKE_TRY(auto connection,
                  Connection::open_sqlite(path, Access::read_write, settings.busy_timeout));
        // It names who holds which token and downloaded what: for its owner alone.
        if (::chmod(path.c_str(), 0600) != 0)
            return fail(error_from_errno(errno, "could not set the mode of " + path.string()));
        SPOKE_TRY(bring_up_to_date(*connection, path.string(), clock.now()));
    }
    SPOKE_TRY(auto pool,
              ConnectionPool::open_sqlite(path, settings.readers, settings.busy_timeout));
    return std::make_unique<Catalog>(Opened{}, std::move(pool), clock, random);
}

Result<Reader> Catalog::read() {
    SPOKE_TRY(auto connection, pool_->take(Access::read_only));
    Reader reader(*pool_, std::move(connection));
    SPOKE_TRY(in_catalog("begin to read", [&]() -> Result<void> {
        reader.connection().execute("BEGIN");
        return ok();
    }));
    return reader;
}

Result<Transaction> Catalog::begin(Cause cause) {
    SPOKE_TRY(auto connection, pool_->take(Access::read_write));
    const auto begun = in_catalog("begin a change", [&]() -> Result<void> {
        // The write lock at once: a later upgrade of a read lock could fail half-way.
        connection->execute("BEGIN IMMEDIATE");
        return ok();
    });
    if (!begun) {
        pool_->give_back(Access::read_write, std::move(connection));
        return fail(begun.error());
    }
    return Transaction(*pool_, std::move(connection), std::move(cause), clock_, random_);
}

int Catalog::newest_schema() {
    return newest_migration();
}

}  // namespace spoke::catalog
