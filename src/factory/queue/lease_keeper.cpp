#include "factory/queue/lease_keeper.hpp"

#include <utility>

#include "base/log.hpp"

namespace spoke::factory {

LeaseKeeper::LeaseKeeper(catalog::Catalog& catalog, catalog::BuildLease lease,
                         std::chrono::seconds span)
    : catalog_(catalog),
      lease_(std::move(lease)),
      span_(span),
      thread_([this](const std::stop_token& finished) { run(finished); }) {}

LeaseKeeper::~LeaseKeeper() {
    thread_.request_stop();
    wake_.notify_all();
}

void LeaseKeeper::run(const std::stop_token& finished) {
    while (!finished.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, finished, span_ / 3, [&] { return finished.stop_requested(); });
        }
        if (finished.stop_requested() || !renew()) return;
    }
}

bool LeaseKeeper::renew() {
    const catalog::Cause cause{base::Id::make(catalog_.clock(), catalog_.random()), {}, {}};
    auto renewed = [&]() -> Result<catalog::BuildLease> {
        SPOKE_TRY(auto transaction, catalog_.begin(cause));
        SPOKE_TRY(auto lease, catalog::renew_lease(transaction, lease_, span_));
        SPOKE_TRY(transaction.commit());
        return lease;
    }();
    if (renewed) {
        lease_ = *renewed;
        return true;
    }
    // A busy database is asked again at the next turn; a lease of somebody else is gone.
    if (renewed.error().code != ErrorCode::conflict) return true;
    SPOKE_LOG(warn, "build_lease_lost", "build", lease_.build.text(), "error",
              renewed.error().describe());
    lost_.request_stop();
    return false;
}

}  // namespace spoke::factory
