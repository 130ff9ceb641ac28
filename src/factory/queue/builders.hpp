#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/pool.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "factory/factory.hpp"

namespace spoke::factory {

/// The built-in builders: leases builds from the queue and runs them on the build pool, at most
/// `at_once` together. Thread-safe; keeps references to its arguments. Destroy it before the pool.
class Builders {
public:
    Builders(Factory& factory, catalog::Catalog& catalog, base::Pool& pool, std::size_t at_once);
    Builders(const Builders&) = delete;
    Builders& operator=(const Builders&) = delete;
    ~Builders() { stop(); }

    /// Returns what a former process left under lease to the queue, and begins.
    Result<void> start();
    /// There may be work: call it after a request, and now and then for leases that ended. Cheap.
    void wake();
    /// No further build is begun; the one under way returns to the queue.
    void stop();

private:
    void drain(std::size_t number);

    Factory& factory_;
    catalog::Catalog& catalog_;
    base::Pool& pool_;
    std::size_t at_once_;
    std::atomic<std::size_t> running_ = 0;
    std::atomic<std::size_t> started_ = 0;
    std::atomic<bool> pending_ = false;
    std::atomic<bool> stopping_ = false;
};

}  // namespace spoke::factory
