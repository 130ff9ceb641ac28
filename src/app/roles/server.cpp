#include <poll.h>

#include <array>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/application.hpp"
#include "app/roles/roles.hpp"
#include "app/signals.hpp"
#include "app/supervisor.hpp"
#include "base/json.hpp"

namespace spoke::app {
namespace {

base::Channel channel_at(int number) {
    return base::Channel(base::FileHandle(number));
}

/// Until SIGTERM comes or the supervisor is gone.
void wait_for_end(const base::FileHandle& signals, const base::Channel& supervisor) {
    std::array<pollfd, 2> watched = {
        {{signals.get(), POLLIN, 0}, {supervisor.descriptor(), POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0 && errno == EINTR) {
    }
}

}  // namespace

Result<void> run_server(const Settings& settings) {
    SPOKE_TRY(const auto signals, watch_stop_signals());
    auto supervisor = channel_at(k_role_channel);
    RoleChannels channels{channel_at(k_signer_channel), channel_at(k_builder_channel),
                          std::nullopt};
    auto fetcher = channel_at(k_fetcher_channel);
    if (!settings.upstream.empty()) channels.fetcher = std::move(fetcher);
    SPOKE_TRY(const auto application, Application::start(settings, std::move(channels)));
    const base::Json ready = {{"url", application->url()},
                              {"first_token", application->first_token().reveal()}};
    SPOKE_TRY(supervisor.send(base::dump_json(ready)));
    wait_for_end(signals, supervisor);
    application->stop();
    return ok();
}

}  // namespace spoke::app
