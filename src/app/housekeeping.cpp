#include "app/housekeeping.hpp"

#include "base/log.hpp"

namespace spoke::app {
namespace {

constexpr std::chrono::seconds k_beat{1};
constexpr unsigned k_beats_between_flushes = 60;

}  // namespace

Housekeeping::Housekeeping(catalog::Catalog& catalog, access::Epochs& epochs,
                           access::Authenticator& authenticator,
                           std::function<void()> wake_builders)
    : catalog_(catalog),
      epochs_(epochs),
      authenticator_(authenticator),
      wake_builders_(std::move(wake_builders)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Housekeeping::~Housekeeping() {
    thread_.request_stop();
    wake_.notify_all();
}

void Housekeeping::run(const std::stop_token& stop) {
    for (unsigned beat = 1; !stop.stop_requested(); ++beat) {
        if (const auto fresh = epochs_.refresh(catalog_); !fresh)
            SPOKE_LOG(warn, "epochs_not_refreshed", "why", fresh.error().describe());
        if (beat % k_beats_between_flushes == 0) {
            if (const auto flushed = authenticator_.flush_uses(); !flushed)
                SPOKE_LOG(warn, "last_uses_not_written", "why", flushed.error().describe());
        }
        wake_builders_();
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, k_beat, [&stop] { return stop.stop_requested(); });
    }
}

}  // namespace spoke::app
