#pragma once

#include <stop_token>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "catalog/builds.hpp"
#include "catalog/catalog.hpp"
#include "factory/queue/requests.hpp"
#include "factory/settings.hpp"
#include "repositories/backends.hpp"
#include "repositories/proxy.hpp"

namespace spoke::sandbox {
class JobRunner;
}
namespace spoke::provenance {
class Signer;
}

namespace spoke::factory {

/// What the factory works with. All outlive it.
struct Services {
    repositories::Backends& backends;
    repositories::Proxy& upstream;
    sandbox::JobRunner& sandbox;
    provenance::Signer& signer;
    Requests& requests;
};

enum class WorkOutcome { nothing_to_do, worked };

/// Takes builds from the queue and brings each to its end: source, plan, build requirements, two
/// builds, checks, signature, publication. Control plane only: all foreign code runs in sandboxes,
/// and nothing that a sandbox says about itself is believed (threats.md F3). Calls block for
/// minutes: for the build pool. Several threads may call at once.
class Factory {
public:
    Factory(Services services, Settings settings);

    /// Leases the next build and works on it until it has ended or waits for others. What goes
    /// wrong with a build stands in its row; an error means that the queue could not be asked.
    Result<WorkOutcome> work_once(std::string_view worker);

    /// A build under way is ended where it is, and returns to the queue.
    void request_stop();

    const Settings& settings() const { return settings_; }

private:
    Services services_;
    Settings settings_;
    std::stop_source stop_;
};

}  // namespace spoke::factory
