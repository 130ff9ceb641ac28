#include "factory/factory.hpp"

#include <utility>

#include "factory/queue/build_run.hpp"
#include "factory/queue/lease_keeper.hpp"

namespace spoke::factory {

Factory::Factory(Services services, Settings settings)
    : services_(services), settings_(std::move(settings)) {}

void Factory::request_stop() {
    stop_.request_stop();
}

Result<WorkOutcome> Factory::work_once(std::string_view worker) {
    if (stop_.stop_requested()) return WorkOutcome::nothing_to_do;
    auto& catalog = services_.backends.catalog;
    std::optional<catalog::LeasedBuild> leased;
    {
        SPOKE_TRY(auto transaction,
                  catalog.begin({base::Id::make(catalog.clock(), catalog.random()), {}, {}}));
        SPOKE_TRY(leased, catalog::lease_next_build(transaction, worker, settings_.lease));
        SPOKE_TRY(transaction.commit());
    }
    if (!leased) return WorkOutcome::nothing_to_do;
    LeaseKeeper keeper(catalog, leased->lease, settings_.lease);
    const std::stop_callback stop_with_factory(stop_.get_token(), [&] { keeper.request_stop(); });
    BuildRun run(services_, settings_, std::move(*leased), std::string(worker),
                 keeper.stop_token());
    SPOKE_TRY(run.run());
    return WorkOutcome::worked;
}

}  // namespace spoke::factory
