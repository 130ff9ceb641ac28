#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>

#include "base/guarded.hpp"
#include "base/result.hpp"
#include "catalog/connection.hpp"

namespace spoke::catalog {

/// The open connections: some that read and one that writes. A taken one is given back by the
/// lease that holds it (Reader, Transaction).
class ConnectionPool {
public:
    /// Empty; `open_sqlite` fills it.
    explicit ConnectionPool(std::chrono::milliseconds patience) : patience_(patience) {}
    static Result<std::unique_ptr<ConnectionPool>> open_sqlite(
        const std::filesystem::path& path, std::size_t readers,
        std::chrono::milliseconds busy_timeout);

    /// `unavailable` when none comes free in the time of the busy timeout.
    Result<std::unique_ptr<Connection>> take(Access access);
    void give_back(Access access, std::unique_ptr<Connection> connection);

private:
    using Free = std::deque<std::unique_ptr<Connection>>;
    struct Side {
        base::Guarded<Free> free;
        std::condition_variable came_free;
    };
    Side& side(Access access) { return access == Access::read_only ? readers_ : writers_; }

    std::chrono::milliseconds patience_;
    Side readers_;
    Side writers_;
};

}  // namespace spoke::catalog
