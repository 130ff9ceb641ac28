#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/settings.hpp"
#include "base/channel.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace spoke::app {

/// The channels to the other roles, as the supervisor connected them.
struct RoleChannels {
    base::Channel signer;
    base::Channel builder;
    std::optional<base::Channel> fetcher;  ///< none without an upstream
};

/// The server role: every service, made in order and destroyed in reverse. The only place that
/// knows all rooms.
class Application {
public:
    static Result<std::unique_ptr<Application>> start(const Settings& settings,
                                                      RoleChannels channels);
    /// For `start` alone: nobody else can make the parts.
    struct Parts;
    explicit Application(std::unique_ptr<Parts> parts);
    ~Application();

    std::string url() const;
    /// The administrator's token, at the first start only.
    const base::Secret& first_token() const;
    /// Finishes running requests, returns builds under way to the queue, writes what is buffered.
    void stop();

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace spoke::app
