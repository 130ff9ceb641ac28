#include <fmt/format.h>

#include <utility>

#include "catalog/builds.hpp"
#include "catalog/connection.hpp"
#include "catalog/lease_check.hpp"

// The queue: leases, and what a worker writes under one.
namespace spoke::catalog {
namespace {

constexpr std::string_view k_working =
    "state IN ('queued', 'discovering', 'planning', 'fetching', 'building', 'checking', "
    "'signing')";

Result<std::optional<base::Id>> find_next(const Transaction& transaction) {
    Text id;
    Query query(transaction.connection(),
                fmt::format("SELECT id FROM builds WHERE {} AND (lease_id IS NULL OR leased_until "
                            "<= :now) ORDER BY created, id LIMIT 1",
                            k_working));
    query.bind(transaction.now()).into(id);
    if (!query.next()) return std::nullopt;
    SPOKE_TRY(auto build, base::Id::parse(id.value));
    return build;
}

/// Under the same condition as it was found: another node may have been faster.
bool take(Transaction& transaction, const BuildLease& lease, std::string_view worker) {
    return Query(transaction.connection(),
                 fmt::format("UPDATE builds SET state = 'queued', worker = :worker, lease_id = "
                             ":lease_id, leased_until = :leased_until, started = coalesce(started, "
                             ":started) WHERE id = :id AND {} AND (lease_id IS NULL OR "
                             "leased_until <= :now)",
                             k_working))
               .bind(worker)
               .bind(lease.lease)
               .bind(lease.until)
               .bind(transaction.now())
               .bind(lease.build)
               .bind(transaction.now())
               .run() == 1;
}

template <class Value>
Result<void> set_column(Transaction& transaction, const BuildLease& lease, std::string_view column,
                        const Value& value) {
    SPOKE_TRY(check_lease(transaction, lease));
    return in_catalog("write a build", [&]() -> Result<void> {
        Query(transaction.connection(),
              fmt::format("UPDATE builds SET {} = :value WHERE id = :id", column))
            .bind(value)
            .bind(lease.build)
            .run();
        return ok();
    });
}

}  // namespace

Result<void> check_lease(const Transaction& transaction, const BuildLease& lease) {
    return in_catalog("check a lease", [&]() -> Result<void> {
        Text id;
        Query query(transaction.connection(),
                    "SELECT id FROM builds WHERE id = :id AND lease_id = :lease_id AND "
                    "leased_until > :now");
        query.bind(lease.build).bind(lease.lease).bind(transaction.now()).into(id);
        if (query.next()) return ok();
        return fail(ErrorCode::conflict,
                    fmt::format("the lease of build {} has ended", lease.build.text()));
    });
}

Result<std::optional<LeasedBuild>> lease_next_build(Transaction& transaction,
                                                    std::string_view worker,
                                                    std::chrono::seconds span) {
    return in_catalog("lease a build", [&]() -> Result<std::optional<LeasedBuild>> {
        SPOKE_TRY(const auto next, find_next(transaction));
        if (!next) return std::nullopt;
        BuildLease lease{
            .build = *next, .lease = transaction.make_id(), .until = transaction.now() + span};
        if (!take(transaction, lease, worker)) return std::nullopt;
        SPOKE_TRY(auto build, must_exist(find_build(transaction, *next), "the build"));
        return LeasedBuild{.build = std::move(build), .lease = std::move(lease)};
    });
}

Result<BuildLease> renew_lease(Transaction& transaction, const BuildLease& lease,
                               std::chrono::seconds span) {
    auto renewed = lease;
    renewed.until = transaction.now() + span;
    SPOKE_TRY(set_column(transaction, lease, "leased_until", renewed.until));
    return renewed;
}

Result<void> give_back(Transaction& transaction, const BuildLease& lease) {
    SPOKE_TRY(check_lease(transaction, lease));
    return in_catalog("give a build back", [&]() -> Result<void> {
        Query(transaction.connection(),
              "UPDATE builds SET state = 'queued', worker = '', lease_id = NULL, leased_until = "
              "NULL WHERE id = :id")
            .bind(lease.build)
            .run();
        return ok();
    });
}

Result<std::size_t> return_lost_builds(Transaction& transaction, Leases which) {
    return in_catalog("return lost builds to the queue", [&]() -> Result<std::size_t> {
        const auto ended = which == Leases::all ? base::Moment::max() : transaction.now();
        return Query(transaction.connection(),
                     fmt::format("UPDATE builds SET state = 'queued', worker = '', lease_id = "
                                 "NULL, leased_until = NULL WHERE {} AND lease_id IS NOT NULL AND "
                                 "leased_until <= :ended",
                                 k_working))
            .bind(ended)
            .run();
    });
}

Result<void> set_build_state(Transaction& transaction, const BuildLease& lease, BuildState state) {
    if (is_end(state) || state == BuildState::waiting_deps)
        return fail(ErrorCode::internal, "a build ends by end_build and waits by wait_for_builds");
    return set_column(transaction, lease, "state", state);
}

Result<void> set_build_plan(Transaction& transaction, const BuildLease& lease,
                            std::string_view plan_json, std::optional<SourceKind> source_kind) {
    SPOKE_TRY(set_column(transaction, lease, "plan", plan_json));
    return set_column(transaction, lease, "source_kind", source_kind);
}

Result<void> set_build_report(Transaction& transaction, const BuildLease& lease,
                              std::string_view report_json) {
    return set_column(transaction, lease, "report", report_json);
}

Result<void> set_build_log(Transaction& transaction, const BuildLease& lease,
                           const crypto::Sha256Digest& log) {
    return set_column(transaction, lease, "log", log);
}

Result<int> assign_build_number(Transaction& transaction, const BuildLease& lease) {
    SPOKE_TRY(check_lease(transaction, lease));
    SPOKE_TRY(const auto build, must_exist(find_build(transaction, lease.build), "the build"));
    if (build.build_number != 0) return build.build_number;
    SPOKE_TRY(
        const int number, in_catalog("number a build", [&]() -> Result<int> {
            Query(transaction.connection(),
                  "INSERT INTO build_numbers (repository_id, project, version, number) VALUES "
                  "(:repository_id, :project, :version, 1) ON CONFLICT (repository_id, project, "
                  "version) DO UPDATE SET number = build_numbers.number + 1")
                .bind(build.repository)
                .bind(build.project.normalized())
                .bind(build.version)
                .run();
            Number value;
            Query query(transaction.connection(),
                        "SELECT number FROM build_numbers WHERE repository_id = :repository_id AND "
                        "project = :project AND version = :version");
            query.bind(build.repository).bind(build.project.normalized()).bind(build.version);
            query.into(value);
            query.next();
            return static_cast<int>(value.value);
        }));
    SPOKE_TRY(set_column(transaction, lease, "build_number", number));
    return number;
}

}  // namespace spoke::catalog
