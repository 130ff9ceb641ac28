#include "factory/queue/builders.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "catalog/builds.hpp"

namespace spoke::factory {

Builders::Builders(Factory& factory, catalog::Catalog& catalog, base::Pool& pool,
                   std::size_t at_once)
    : factory_(factory), catalog_(catalog), pool_(pool), at_once_(at_once) {}

Result<void> Builders::start() {
    SPOKE_TRY(auto transaction,
              catalog_.begin({base::Id::make(catalog_.clock(), catalog_.random()), {}, {}}));
    SPOKE_TRY(const auto lost, catalog::return_lost_builds(transaction, catalog::Leases::all));
    SPOKE_TRY(transaction.commit());
    if (lost > 0) SPOKE_LOG(info, "builds_returned", "count", lost);
    wake();
    return ok();
}

void Builders::wake() {
    pending_ = true;
    while (!stopping_) {
        auto running = running_.load();
        if (running >= at_once_) return;
        if (!running_.compare_exchange_strong(running, running + 1)) continue;
        auto taken = pool_.submit([this, number = started_++] { drain(number); });
        if (taken) continue;
        // The pool is full: whoever drains now sees `pending_` before it ends.
        running_.fetch_sub(1);
        return;
    }
}

void Builders::stop() {
    stopping_ = true;
    factory_.request_stop();
}

void Builders::drain(std::size_t number) {
    const auto worker = fmt::format("built-in-{}", number);
    do {
        pending_ = false;
        for (;;) {
            if (stopping_) break;
            auto outcome = factory_.work_once(worker);
            if (!outcome)
                SPOKE_LOG(error, "build_worker_failed", "worker", worker, "error",
                          outcome.error().describe());
            if (!outcome || *outcome == WorkOutcome::nothing_to_do) break;
            wake();  // an ended build may have woken several
        }
    } while (pending_ && !stopping_);
    running_.fetch_sub(1);
    // A wake between the last look and this line found all places taken.
    if (pending_ && !stopping_) wake();
}

}  // namespace spoke::factory
