#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "access/authenticator.hpp"
#include "access/epochs.hpp"
#include "catalog/catalog.hpp"

namespace spoke::app {

/// What must happen now and then, on a thread of its own ("housekeeping"): epochs every second, so
/// that rights which ended elsewhere end here (I10); the builders' queue, for leases that ran out;
/// last uses of tokens every minute.
class Housekeeping {
public:
    Housekeeping(catalog::Catalog& catalog, access::Epochs& epochs,
                 access::Authenticator& authenticator, std::function<void()> wake_builders);
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;
    ~Housekeeping();

private:
    void run(const std::stop_token& stop);

    catalog::Catalog& catalog_;
    access::Epochs& epochs_;
    access::Authenticator& authenticator_;
    std::function<void()> wake_builders_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace spoke::app
