#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "catalog/builds.hpp"
#include "catalog/catalog.hpp"

namespace spoke::factory {

/// Renews a lease while its build is worked on, from a thread of its own ("lease"). A lease that
/// can't be renewed is lost: `stop_token()` says so, and the sandbox under way is killed.
class LeaseKeeper {
public:
    LeaseKeeper(catalog::Catalog& catalog, catalog::BuildLease lease, std::chrono::seconds span);
    LeaseKeeper(const LeaseKeeper&) = delete;
    LeaseKeeper& operator=(const LeaseKeeper&) = delete;
    ~LeaseKeeper();

    std::stop_token stop_token() const { return lost_.get_token(); }
    /// For a builder that must stop in good order.
    void request_stop() { lost_.request_stop(); }

private:
    void run(const std::stop_token& finished);
    bool renew();

    catalog::Catalog& catalog_;
    catalog::BuildLease lease_;
    std::chrono::seconds span_;
    std::stop_source lost_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace spoke::factory
