#include "app/bridges.hpp"

#include "base/log.hpp"
#include "python/specifier.hpp"

namespace spoke::app {

using catalog::RequestReason;

Result<void> FactoryRequests::check(std::string_view requirement) const {
    SPOKE_TRY(factory::parse_request(requirement, RequestReason::person));
    return ok();
}

Result<catalog::Build> FactoryRequests::request(const catalog::Cause& cause,
                                                std::string_view requirement) {
    SPOKE_TRY(const auto order, factory::parse_request(requirement, RequestReason::person));
    auto build = requests_.request(cause, order);
    if (build) wake_();
    return build;
}

bool FactoryMisses::note(const http::Miss& miss) {
    const bool known = !miss.cause.principal.empty();
    auto work = [this, miss, known] {
        if (!known) {
            if (const auto noted = requests_.note_anonymous_miss(miss.cause, miss.project); !noted)
                SPOKE_LOG(warn, "miss_not_noted", "project", miss.project.normalized(), "why",
                          noted.error().describe());
            return;
        }
        const auto order = factory::parse_request(miss.project.normalized(), RequestReason::miss);
        const auto build = order ? requests_.request(miss.cause, *order)
                                 : Result<catalog::Build>(fail(order.error()));
        // Most misses are of projects that no upstream has either; that is daily bread.
        if (build)
            wake_();
        else
            SPOKE_LOG(debug, "miss_not_requested", "project", miss.project.normalized(), "event",
                      miss.cause.event.text(), "why", build.error().describe());
    };
    const bool queued = pool_.submit(std::move(work)).has_value();
    return known && queued;
}

}  // namespace spoke::app
