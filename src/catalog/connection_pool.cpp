#include "catalog/connection_pool.hpp"

#include <utility>

namespace spoke::catalog {

Result<std::unique_ptr<ConnectionPool>> ConnectionPool::open_sqlite(
    const std::filesystem::path& path, std::size_t readers,
    std::chrono::milliseconds busy_timeout) {
    auto pool = std::make_unique<ConnectionPool>(busy_timeout);
    SPOKE_TRY(auto writer, Connection::open_sqlite(path, Access::read_write, busy_timeout));
    pool->give_back(Access::read_write, std::move(writer));
    for (std::size_t i = 0; i < readers; ++i) {
        SPOKE_TRY(auto reader, Connection::open_sqlite(path, Access::read_only, busy_timeout));
        pool->give_back(Access::read_only, std::move(reader));
    }
    return pool;
}

Result<std::unique_ptr<Connection>> ConnectionPool::take(Access access) {
    auto& from = side(access);
    auto free = from.free.lock();
    if (!from.came_free.wait_for(free.lock(), patience_, [&] { return !free->empty(); }))
        return fail(ErrorCode::unavailable,
                    "all connections to the catalog's database are busy; try again");
    auto connection = std::move(free->front());
    free->pop_front();
    return connection;
}

void ConnectionPool::give_back(Access access, std::unique_ptr<Connection> connection) {
    auto& to = side(access);
    {
        auto free = to.free.lock();
        free->push_back(std::move(connection));
    }
    to.came_free.notify_one();
}

}  // namespace spoke::catalog
