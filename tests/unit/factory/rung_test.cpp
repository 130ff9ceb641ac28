#include "factory/plan/rung.hpp"

#include <gtest/gtest.h>

#include "support/test_catalog.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;

AttemptFacts stopped(Rung rung, FailureClass failure, std::string cure = {}) {
    AttemptFacts facts;
    facts.rung = std::move(rung);
    facts.stop = Stop(failure, "why");
    facts.stop->cure = std::move(cure);
    return facts;
}

AttemptFacts checked(Rung rung, bool publishable, Equivalence level, std::string failure = {}) {
    AttemptFacts facts;
    facts.rung = std::move(rung);
    facts.publishable = publishable;
    facts.level = level;
    facts.failure_class = std::move(failure);
    return facts;
}

Rung pins() {
    return first_rung(tests::must(python::Requirement::parse("flit_core==3.10.1")));
}

TEST(Rung, the_backend_of_upstreams_wheel_comes_first) {
    EXPECT_EQ(first_rung(std::nullopt).name, "plain");
    EXPECT_EQ(pins().name, "pins");
    EXPECT_EQ(pins().added.front().text(), "flit_core==3.10.1");
}

TEST(Rung, an_equal_wheel_ends_the_climb) {
    for (const auto level : {Equivalence::e0, Equivalence::e1, Equivalence::e2, Equivalence::none})
        EXPECT_FALSE(next_rung({checked(pins(), true, level)}));
}

TEST(Rung, a_differing_wheel_is_tried_through_the_sdist_once) {
    const auto next = next_rung({checked({}, true, Equivalence::e3)});
    ASSERT_TRUE(next);
    EXPECT_EQ(next->name, "via-sdist");
    EXPECT_EQ(next->path, BuildPath::via_sdist);
    EXPECT_FALSE(next_rung({checked({}, true, Equivalence::e3),
                            checked(*next, false, Equivalence::e6, "missing-file")}));
}

TEST(Rung, pins_that_do_not_build_are_left_out) {
    const auto next = next_rung({stopped(pins(), FailureClass::build_error)});
    ASSERT_TRUE(next);
    EXPECT_EQ(next->name, "plain");
    EXPECT_TRUE(next->added.empty());
}

TEST(Rung, a_cure_of_the_table_is_added_once) {
    const auto next = next_rung({stopped({}, FailureClass::missing_build_req, "Cython")});
    ASSERT_TRUE(next);
    EXPECT_EQ(next->name, "requires");
    EXPECT_EQ(next->added.back().text(), "Cython");
    EXPECT_FALSE(next_rung({stopped({}, FailureClass::missing_build_req, "Cython"),
                            stopped(*next, FailureClass::missing_build_req, "numpy")}));
}

TEST(Rung, a_wrong_version_blanks_the_tags) {
    const auto next = next_rung({checked({}, false, Equivalence::none, "version-drift")});
    ASSERT_TRUE(next);
    EXPECT_EQ(next->name, "egg-info");
    EXPECT_EQ(next->tags, VersionTags::blanked);
}

TEST(Rung, F1_F2_what_no_other_try_may_cure_ends_the_climb) {
    for (const auto failure : {FailureClass::timeout, FailureClass::oom, FailureClass::disk,
                               FailureClass::needs_network, FailureClass::unsafe_output,
                               FailureClass::refused_source, FailureClass::dependency_failed})
        EXPECT_FALSE(next_rung({stopped(pins(), failure)})) << to_string(failure);
    for (const auto* failure : {"prebuilt-binary", "dirty-release", "import-failure"})
        EXPECT_FALSE(next_rung({checked(pins(), false, Equivalence::e6, failure)})) << failure;
}

TEST(Rung, trouble_of_our_own_is_no_reason_to_climb) {
    AttemptFacts facts;
    facts.stop = Stop(Error{ErrorCode::unavailable, "no upstream", {}});
    EXPECT_FALSE(next_rung({facts}));
}

}  // namespace
}  // namespace spoke::factory
