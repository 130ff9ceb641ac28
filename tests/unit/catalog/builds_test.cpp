#include "catalog/builds.hpp"

#include <gtest/gtest.h>

#include "catalog/changes.hpp"
#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;
using tests::project_name;

constexpr std::chrono::seconds k_span{60};

class BuildsTest : public ::testing::Test {
protected:
    Build enqueue(std::string_view project, std::string version = "1.0") {
        catalog_.clock.advance(std::chrono::seconds(1));
        return catalog_.change([&](auto& transaction) {
            return enqueue_build(transaction, {.project = project_name(project),
                                               .version = std::move(version),
                                               .repository = python_.id,
                                               .reason = "person"});
        });
    }
    std::optional<LeasedBuild> lease(std::string_view worker = "worker") {
        return catalog_.change(
            [&](auto& transaction) { return lease_next_build(transaction, worker, k_span); });
    }
    template <class Work>
    Result<void> apply(Work&& work) {
        auto transaction = catalog_.begin();
        auto done = work(transaction);
        if (done) must(transaction.commit());
        return done;
    }
    Result<void> wait(const BuildLease& lease, const std::vector<base::Id>& builds,
                      OnFailure on_failure = OnFailure::fail_too) {
        return apply([&](auto& transaction) {
            return wait_for_builds(transaction, lease, builds, on_failure);
        });
    }
    Result<void> publish(const BuildLease& lease) {
        return apply([&](auto& transaction) {
            return end_build(transaction, lease, BuildState::published, std::nullopt);
        });
    }
    Result<void> break_down(const BuildLease& lease) {
        return apply([&](auto& transaction) {
            return end_build(transaction, lease, BuildState::failed,
                             Failure{.failure = FailureClass::timeout,
                                     .stage = BuildState::building,
                                     .message = "it took too long"});
        });
    }
    Build get(const Build& build) { return *must(find_build(catalog_.read(), build.id)); }
    BuildState state(const Build& build) { return get(build).state; }

    tests::TestCatalog catalog_;
    Repository python_ = catalog_.add_repository("python");
};

TEST_F(BuildsTest, the_same_version_is_queued_once_while_it_is_under_way) {
    const auto first = enqueue("Flask");
    EXPECT_EQ(enqueue("flask").id, first.id);
    EXPECT_NE(enqueue("flask", "2.0").id, first.id);
    EXPECT_EQ(get(first).project.normalized(), "flask");
}

TEST_F(BuildsTest, after_an_end_a_request_makes_the_next_attempt) {
    const auto first = enqueue("flask");
    must(break_down(lease()->lease));
    const auto second = enqueue("flask");
    EXPECT_NE(second.id, first.id);
    EXPECT_EQ(second.attempt, 2);
    EXPECT_EQ(state(first), BuildState::failed);
}

TEST_F(BuildsTest, the_oldest_is_leased_first_and_to_one_worker_only) {
    const auto first = enqueue("flask");
    const auto second = enqueue("click");
    const auto one = lease("one");
    EXPECT_EQ(one->build.id, first.id);
    EXPECT_EQ(one->build.worker, "one");
    EXPECT_EQ(one->build.started, catalog_.clock.now());
    EXPECT_EQ(lease("two")->build.id, second.id);
    EXPECT_FALSE(lease("three"));
}

TEST_F(BuildsTest, an_ended_lease_returns_the_build_and_its_worker_changes_nothing_more) {
    const auto build = enqueue("flask");
    const auto lost = lease("lost");
    must(apply([&](auto& transaction) {
        return set_build_state(transaction, lost->lease, BuildState::building);
    }));
    catalog_.clock.advance(k_span);
    const auto again = lease("next");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->build.id, build.id);
    EXPECT_EQ(again->build.state, BuildState::queued);
    EXPECT_EQ(publish(lost->lease).error().code, ErrorCode::conflict);
    EXPECT_TRUE(publish(again->lease));
}

TEST_F(BuildsTest, a_renewed_lease_lives_on) {
    enqueue("flask");
    auto lease = this->lease()->lease;
    catalog_.clock.advance(k_span / 2);
    lease =
        catalog_.change([&](auto& transaction) { return renew_lease(transaction, lease, k_span); });
    catalog_.clock.advance(k_span / 2);
    EXPECT_FALSE(this->lease("other"));
    EXPECT_TRUE(publish(lease));
}

TEST_F(BuildsTest, lost_builds_return_by_the_clock_or_all_at_start) {
    enqueue("flask");
    const auto lost = lease();
    const auto give = [&](Leases which) {
        return catalog_.change(
            [&](auto& transaction) { return return_lost_builds(transaction, which); });
    };
    EXPECT_EQ(give(Leases::ended), 0U);
    EXPECT_EQ(give(Leases::all), 1U);
    EXPECT_FALSE(publish(lost->lease));
    EXPECT_TRUE(lease());
}

TEST_F(BuildsTest, a_worker_that_stops_gives_back) {
    const auto build = enqueue("flask");
    const auto held = lease();
    must(apply([&](auto& transaction) { return give_back(transaction, held->lease); }));
    EXPECT_EQ(state(build), BuildState::queued);
    EXPECT_EQ(get(build).worker, "");
    EXPECT_EQ(lease()->build.id, build.id);
}

TEST_F(BuildsTest, what_a_worker_finds_out_stands_on_the_build) {
    const auto build = enqueue("flask");
    const auto held = lease()->lease;
    const auto log = tests::digests_of("log");
    must(apply([&](auto& transaction) -> Result<void> {
        SPOKE_TRY(put_blob(transaction, log));
        SPOKE_TRY(set_build_state(transaction, held, BuildState::checking));
        SPOKE_TRY(set_build_plan(transaction, held, R"({"a":1})", SourceKind::sdist));
        SPOKE_TRY(set_build_report(transaction, held, R"({"b":2})"));
        return set_build_log(transaction, held, log.sha256);
    }));
    const auto now = get(build);
    EXPECT_EQ(now.state, BuildState::checking);
    EXPECT_EQ(now.plan, R"({"a":1})");
    EXPECT_EQ(now.report, R"({"b":2})");
    EXPECT_EQ(now.source_kind, SourceKind::sdist);
    EXPECT_EQ(now.log, log.sha256);
    EXPECT_FALSE(apply([&](auto& transaction) {
        return set_build_state(transaction, held, BuildState::published);
    }));
}

TEST_F(BuildsTest, build_numbers_only_grow_also_over_failures) {
    const auto number = [&](const BuildLease& lease) {
        return catalog_.change(
            [&](auto& transaction) { return assign_build_number(transaction, lease); });
    };
    enqueue("flask");
    auto held = lease()->lease;
    EXPECT_EQ(number(held), 1);
    EXPECT_EQ(number(held), 1);
    must(break_down(held));
    enqueue("flask");
    held = lease()->lease;
    EXPECT_EQ(number(held), 2);
    must(publish(held));
    enqueue("flask", "2.0");
    EXPECT_EQ(number(lease()->lease), 1);
}

TEST_F(BuildsTest, a_build_waits_until_all_that_it_needs_is_published) {
    const auto flask = enqueue("flask");
    const auto held = lease()->lease;
    const auto click = enqueue("click");
    const auto jinja = enqueue("jinja2");
    must(wait(held, {click.id, jinja.id}));
    EXPECT_EQ(state(flask), BuildState::waiting_deps);
    EXPECT_EQ(get(flask).waiting_for.size(), 2U);
    const auto first = lease();
    EXPECT_EQ(first->build.id, click.id);
    must(publish(first->lease));
    EXPECT_EQ(state(flask), BuildState::waiting_deps);
    EXPECT_EQ(get(flask).waiting_for, std::vector{jinja.id});
    must(publish(lease()->lease));
    EXPECT_EQ(state(flask), BuildState::queued);
    EXPECT_EQ(lease()->build.id, flask.id);
}

TEST_F(BuildsTest, what_has_ended_well_is_not_waited_for) {
    const auto click = enqueue("click");
    must(publish(lease()->lease));
    const auto flask = enqueue("flask");
    must(wait(lease()->lease, {click.id}));
    EXPECT_EQ(state(flask), BuildState::queued);
}

TEST_F(BuildsTest, a_failure_goes_through_to_all_that_wait_and_says_why) {
    const auto app = enqueue("app");
    const auto app_lease = lease()->lease;
    const auto flask = enqueue("flask");
    const auto flask_lease = lease()->lease;
    const auto click = enqueue("click");
    must(wait(app_lease, {flask.id, click.id}));
    must(wait(flask_lease, {click.id}));
    must(break_down(lease()->lease));
    for (const auto& build : {app, flask}) {
        const auto now = get(build);
        EXPECT_EQ(now.state, BuildState::failed);
        ASSERT_TRUE(now.failure);
        EXPECT_EQ(now.failure->failure, FailureClass::dependency_failed);
        EXPECT_EQ(now.failure->stage, BuildState::waiting_deps);
        EXPECT_NE(now.failure->message.find("click 1.0"), std::string::npos);
        EXPECT_NE(now.failure->message.find("it took too long"), std::string::npos);
        EXPECT_TRUE(now.waiting_for.empty());
    }
    EXPECT_FALSE(lease());
}

TEST_F(BuildsTest, waiting_for_what_failed_already_fails_at_once) {
    const auto click = enqueue("click");
    must(break_down(lease()->lease));
    const auto flask = enqueue("flask");
    must(wait(lease()->lease, {click.id}));
    EXPECT_EQ(state(flask), BuildState::failed);
}

TEST_F(BuildsTest, with_go_on_a_failure_only_wakes) {
    const auto flask = enqueue("flask");
    const auto held = lease()->lease;
    const auto click = enqueue("click");
    must(wait(held, {click.id}, OnFailure::go_on));
    must(break_down(lease()->lease));
    EXPECT_EQ(state(flask), BuildState::queued);
    const auto again = lease();
    must(wait(again->lease, {click.id}, OnFailure::go_on));
    EXPECT_EQ(state(flask), BuildState::queued);
}

TEST_F(BuildsTest, a_circle_of_waiting_is_refused_and_named) {
    const auto one = enqueue("one");
    const auto one_lease = lease()->lease;
    const auto two = enqueue("two");
    const auto two_lease = lease()->lease;
    must(wait(one_lease, {two.id}));
    const auto circle = wait(two_lease, {one.id});
    ASSERT_FALSE(circle);
    EXPECT_EQ(circle.error().code, ErrorCode::conflict);
    EXPECT_NE(circle.error().message.find("one 1.0"), std::string::npos);
    EXPECT_NE(circle.error().message.find("two 1.0"), std::string::npos);
    EXPECT_FALSE(wait(two_lease, {two.id}));
}

TEST_F(BuildsTest, an_end_and_a_failure_must_fit) {
    enqueue("flask");
    const auto held = lease()->lease;
    EXPECT_FALSE(apply([&](auto& transaction) {
        return end_build(transaction, held, BuildState::failed, std::nullopt);
    }));
    EXPECT_FALSE(apply([&](auto& transaction) {
        return end_build(transaction, held, BuildState::published, Failure{});
    }));
    EXPECT_FALSE(apply([&](auto& transaction) {
        return end_build(transaction, held, BuildState::building, std::nullopt);
    }));
}

TEST_F(BuildsTest, an_end_leaves_an_audit_row_and_a_moment) {
    const auto build = enqueue("flask");
    must(break_down(lease()->lease));
    const auto change = must(list_changes(catalog_.read(), 0, 100)).back();
    EXPECT_EQ(change.action, "build.failed");
    EXPECT_EQ(change.subject, build.id.text());
    EXPECT_NE(change.detail.find("timeout"), std::string::npos);
    EXPECT_EQ(get(build).finished, catalog_.clock.now());
    EXPECT_EQ(get(build).failure->message, "it took too long");
}

TEST_F(BuildsTest, builds_are_listed_newest_first_and_filtered) {
    enqueue("flask");
    enqueue("click");
    lease();
    must(publish(lease()->lease));
    const auto reader = catalog_.read();
    const auto all = must(list_builds(reader, {}));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.front().project.normalized(), "click");
    EXPECT_EQ(must(list_builds(reader, {.limit = 1})).size(), 1U);
    EXPECT_EQ(must(list_builds(reader, {.state = BuildState::published})).size(), 1U);
    const BuildFilter filter{.state = BuildState::published, .project = project_name("FLASK")};
    EXPECT_TRUE(must(list_builds(reader, filter)).empty());
}

}  // namespace
}  // namespace spoke::catalog
