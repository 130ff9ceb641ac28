#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <set>
#include <utility>

#include "base/json.hpp"
#include "catalog/builds.hpp"
#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "catalog/lease_check.hpp"

// How builds wait for each other, and how they end.
namespace spoke::catalog {
namespace {

std::string describe(const Build& build) {
    return fmt::format("{} {}", build.project.normalized(), build.version);
}

Result<Build> get_build(const Reader& reader, const base::Id& id) {
    return must_exist(find_build(reader, id), "the build " + id.text());
}

/// `conflict` if `from` waits, through any others, for `goal`.
Result<void> check_no_circle(const Transaction& transaction, const Build& goal,
                             const base::Id& from) {
    std::set<base::Id> seen{from};
    std::deque<base::Id> todo{from};
    while (!todo.empty()) {
        SPOKE_TRY(const auto build, get_build(transaction, todo.front()));
        todo.pop_front();
        if (build.id == goal.id) {
            SPOKE_TRY(const auto first, get_build(transaction, from));
            return fail(ErrorCode::conflict,
                        fmt::format("{} and {} would wait for each other: each needs the other to "
                                    "be built first",
                                    describe(goal), describe(first)));
        }
        for (const auto& next : build.waiting_for)
            if (seen.insert(next).second) todo.push_back(next);
    }
    return ok();
}

struct Waiter {
    base::Id build;
    OnFailure on_failure = OnFailure::fail_too;
};

Result<std::vector<Waiter>> take_waiters(Transaction& transaction, const base::Id& build) {
    std::vector<Waiter> waiters;
    {
        Text id;
        Text on_failure;
        Query query(transaction.connection(),
                    "SELECT build_id, on_failure FROM build_waits WHERE waits_for = :id ORDER BY "
                    "build_id");
        query.bind(build).into(id, on_failure);
        while (query.next()) {
            SPOKE_TRY(auto waiting, base::Id::parse(id.value));
            SPOKE_TRY(const auto rule, parse_word<OnFailure>(on_failure.value));
            waiters.push_back({.build = std::move(waiting), .on_failure = rule});
        }
    }
    Query(transaction.connection(), "DELETE FROM build_waits WHERE waits_for = :id")
        .bind(build)
        .run();
    return waiters;
}

void queue_if_nothing_is_left(Transaction& transaction, const base::Id& build) {
    Query(transaction.connection(),
          "UPDATE builds SET state = 'queued' WHERE id = :id AND state = 'waiting_deps' AND NOT "
          "EXISTS (SELECT 1 FROM build_waits w WHERE w.build_id = builds.id)")
        .bind(build)
        .run();
}

void write_end(Transaction& transaction, const base::Id& build, BuildState state,
               const std::optional<Failure>& failure) {
    Query query(transaction.connection(),
                "UPDATE builds SET state = :state, failure_class = :failure_class, failure_stage = "
                ":failure_stage, failure_rung = :failure_rung, failure_message = "
                ":failure_message, finished = :finished, lease_id = NULL, leased_until = NULL "
                "WHERE id = :id");
    query.bind(state);
    query.bind(failure ? std::optional(failure->failure) : std::nullopt);
    query.bind(failure ? std::optional(failure->stage) : std::nullopt);
    query.bind(failure ? std::optional(failure->rung) : std::nullopt);
    query.bind(failure ? std::optional(failure->message) : std::nullopt);
    query.bind(transaction.now()).bind(build).run();
    Query(transaction.connection(), "DELETE FROM build_waits WHERE build_id = :id")
        .bind(build)
        .run();
}

Result<void> record_end(Transaction& transaction, const Build& build, BuildState state,
                        const std::optional<Failure>& failure) {
    base::Json detail = {{"project", build.project.normalized()}, {"version", build.version}};
    if (failure) detail["class"] = to_string(failure->failure);
    return record_change(transaction, {.action = fmt::format("build.{}", to_string(state)),
                                       .subject = build.id.text(),
                                       .repository = build.repository,
                                       .detail = base::dump_json(detail)});
}

Failure failure_through(const Build& waiting, const Build& failed, const Failure& reason) {
    return {.failure = FailureClass::dependency_failed,
            .stage = waiting.state,
            .rung = {},
            .message = fmt::format("{} is needed to build this and was not published ({}): {}",
                                   describe(failed), to_string(reason.failure), reason.message)};
}

/// Ends it, and with it all that can't go on without it.
Result<void> end_with_waiters(Transaction& transaction, const Build& build, BuildState state,
                              const std::optional<Failure>& failure) {
    struct Ending {
        Build build;
        BuildState state;
        std::optional<Failure> failure;
    };
    std::deque<Ending> todo;
    todo.push_back({build, state, failure});
    while (!todo.empty()) {
        const auto ending = std::move(todo.front());
        todo.pop_front();
        write_end(transaction, ending.build.id, ending.state, ending.failure);
        SPOKE_TRY(record_end(transaction, ending.build, ending.state, ending.failure));
        SPOKE_TRY(const auto waiters, take_waiters(transaction, ending.build.id));
        for (const auto& waiter : waiters) {
            if (!ending.failure || waiter.on_failure == OnFailure::go_on) {
                queue_if_nothing_is_left(transaction, waiter.build);
                continue;
            }
            SPOKE_TRY(auto waiting, get_build(transaction, waiter.build));
            // Two of its needs may fail through the same root.
            if (is_end(waiting.state)) continue;
            auto reason = failure_through(waiting, ending.build, *ending.failure);
            todo.push_back({std::move(waiting), BuildState::failed, std::move(reason)});
        }
    }
    return ok();
}

void insert_wait(Transaction& transaction, const base::Id& build, const base::Id& waits_for,
                 OnFailure on_failure) {
    Query(transaction.connection(),
          "INSERT INTO build_waits (build_id, waits_for, on_failure) VALUES (:build_id, "
          ":waits_for, :on_failure) ON CONFLICT (build_id, waits_for) DO NOTHING")
        .bind(build)
        .bind(waits_for)
        .bind(on_failure)
        .run();
}

}  // namespace

Result<void> wait_for_builds(Transaction& transaction, const BuildLease& lease,
                             const std::vector<base::Id>& builds, OnFailure on_failure) {
    SPOKE_TRY(check_lease(transaction, lease));
    SPOKE_TRY(auto waiting, get_build(transaction, lease.build));
    return in_catalog("let a build wait", [&]() -> Result<void> {
        for (const auto& id : builds) {
            SPOKE_TRY(const auto other, get_build(transaction, id));
            SPOKE_TRY(check_no_circle(transaction, waiting, id));
            if (other.failure && on_failure == OnFailure::fail_too)
                return end_with_waiters(transaction, waiting, BuildState::failed,
                                        failure_through(waiting, other, *other.failure));
            if (!is_end(other.state)) insert_wait(transaction, lease.build, id, on_failure);
        }
        Query(transaction.connection(),
              "UPDATE builds SET state = 'waiting_deps', worker = '', lease_id = NULL, "
              "leased_until = NULL WHERE id = :id")
            .bind(lease.build)
            .run();
        queue_if_nothing_is_left(transaction, lease.build);
        return ok();
    });
}

Result<void> end_build(Transaction& transaction, const BuildLease& lease, BuildState state,
                       const std::optional<Failure>& failure) {
    const bool fails = state == BuildState::failed || state == BuildState::blocked;
    if (!is_end(state) || fails != failure.has_value())
        return fail(ErrorCode::internal, "a build's end and its failure do not fit");
    SPOKE_TRY(check_lease(transaction, lease));
    SPOKE_TRY(const auto build, get_build(transaction, lease.build));
    return in_catalog("end a build",
                      [&] { return end_with_waiters(transaction, build, state, failure); });
}

}  // namespace spoke::catalog
