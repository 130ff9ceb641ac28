#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/builds.hpp"
#include "catalog/tickets.hpp"
#include "factory/build/candidate.hpp"
#include "factory/build/log_book.hpp"
#include "factory/build/run_job.hpp"
#include "factory/build/toolchain.hpp"
#include "factory/factory.hpp"
#include "factory/plan/catalog_wheels.hpp"
#include "factory/plan/rung.hpp"
#include "factory/queue/lease_keeper.hpp"
#include "factory/source/sdist_source.hpp"
#include "factory/staged.hpp"
#include "provenance/ticket.hpp"

namespace spoke::factory {

/// One lease's work on one build, from its source to its end. Made, run once and dropped.
class BuildRun {
public:
    BuildRun(Services& services, const Settings& settings, catalog::LeasedBuild leased,
             std::string worker, std::stop_token stop);

    /// An error means that the catalog could not be written; the lease then runs out.
    Result<void> run();

private:
    enum class End { published, waits };
    struct Attempt {
        AttemptFacts facts;
        std::optional<Candidate> candidate;
        std::optional<catalog::Ticket> ticket;
        std::optional<provenance::BuildOrder> order;
    };

    Staged<End> work();
    Staged<void> prepare();
    Staged<std::optional<python::Requirement>> pin_that_can_be_had();
    Staged<std::optional<Plan>> plan_or_wait(const Rung& rung);
    Staged<std::optional<End>> climb();
    Staged<void> attempt(const Plan& plan, Attempt& attempt);
    Staged<void> order_build(const Plan& plan, Attempt& attempt);
    Staged<void> publish_best();

    Staged<void> set_state(catalog::BuildState state);
    Staged<int> build_number();
    Stop why_not() const;
    Result<void> keep_log();
    Result<void> end(const Stop& stop);
    Result<catalog::Transaction> begin();

    Services& services_;
    const Settings& settings_;
    catalog::Catalog& catalog_;
    catalog::Build build_;
    catalog::BuildLease lease_;
    std::string worker_;
    LogBook log_;
    Workshop workshop_;
    CatalogWheels wheels_;
    catalog::BuildState state_ = catalog::BuildState::discovering;

    std::optional<Source> source_;
    std::optional<WheelContent> upstream_;
    std::optional<Toolchain> toolchain_;
    std::vector<Attempt> attempts_;
};

}  // namespace spoke::factory
