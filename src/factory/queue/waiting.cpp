#include "factory/queue/waiting.hpp"

#include <algorithm>

namespace spoke::factory {
namespace {

using catalog::BuildState;
using catalog::FailureClass;

// A list of foreign names must not become a flood of look-ups and builds (threats.md F12).
constexpr std::size_t k_max_missing = 60;

Staged<catalog::Build> request_missing(const MissingRequirement& missing,
                                       const catalog::Cause& cause, Requests& requests) {
    const auto text = missing.requirement.text();
    auto build = requests.request(cause, {missing.requirement.name, missing.requirement.specifiers,
                                          text, catalog::RequestReason::dependency});
    if (build) return std::move(*build);
    const auto& error = build.error();
    if (error.code == ErrorCode::not_found || error.code == ErrorCode::denied)
        return stop(FailureClass::missing_build_req,
                    "Its build requirement `" + text + "` (asked for by " + missing.needed_by +
                        ") can't be built: " + error.message + ".");
    return std::unexpected(Stop(error));
}

}  // namespace

Staged<WaitOutcome> wait_for_missing(const std::vector<MissingRequirement>& missing,
                                     const catalog::BuildLease& lease, catalog::Catalog& catalog,
                                     Requests& requests) {
    if (missing.size() > k_max_missing)
        return stop(FailureClass::refused_source,
                    "It needs more than 60 projects that have not been rebuilt. Request them "
                    "first, if they are wanted.");
    const catalog::Cause cause{base::Id::make(catalog.clock(), catalog.random()), {}, {}};
    std::vector<base::Id> builds;
    for (const auto& one : missing) {
        SPOKE_TRY(const auto build, request_missing(one, cause, requests));
        if (build.state != BuildState::published) builds.push_back(build.id);
    }
    if (builds.empty()) return WaitOutcome::ready_again;
    std::ranges::sort(builds);
    builds.erase(std::unique(builds.begin(), builds.end()), builds.end());
    SPOKE_TRY(auto transaction, catalog.begin(cause));
    auto waits = catalog::wait_for_builds(transaction, lease, builds);
    if (!waits && waits.error().code == ErrorCode::conflict)
        return stop(FailureClass::dependency_failed,
                    "Its build requirements need each other: " + waits.error().message +
                        ". A version whose requirements do not must be requested first.");
    if (!waits) return std::unexpected(Stop(waits.error()));
    SPOKE_TRY(transaction.commit());
    return WaitOutcome::waits;
}

}  // namespace spoke::factory
