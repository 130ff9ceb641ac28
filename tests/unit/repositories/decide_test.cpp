#include "repositories/decide.hpp"

#include "support/test_catalog.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace spoke::repositories {
namespace {

using std::chrono::hours;

struct Ids {
    tests::ManualClock clock;
    tests::CountingRandom random;
    base::Id make() { return base::Id::make(clock, random); }
};

TEST(Decide, a_plain_row_is_allowed) {
    Ids ids;
    const auto row = tests::wheel_row(ids.make(), "x", "1.0", "bytes");
    EXPECT_EQ(decide(row, {}, ids.clock.now()), Decision{});
    EXPECT_TRUE(decide(row, Standing{.claimant = row.repository}, ids.clock.now()).allowed());
}

TEST(Decide, a_hold_lasts_until_its_moment_and_says_so) {
    Ids ids;
    auto row = tests::wheel_row(ids.make(), "x", "1.0", "bytes");
    const auto now = ids.clock.now();
    row.hold = catalog::Hold{"too young", now + hours(1)};
    const auto held = decide(row, {}, now);
    EXPECT_EQ(held.outcome, Outcome::hold);
    EXPECT_EQ(held.valid_until, now + hours(1));
    EXPECT_TRUE(held.reason.ends_with("too young"));
    EXPECT_TRUE(decide(row, {}, now + hours(1)).allowed());
    row.hold->until.reset();
    EXPECT_EQ(decide(row, {}, now + hours(9999)).outcome, Outcome::deny);
}

TEST(Decide, I4_a_claim_ends_every_other_repositorys_files_of_the_name) {
    Ids ids;
    const auto row = tests::wheel_row(ids.make(), "acme-utils", "1.0", "bytes");
    const auto decision = decide(row, Standing{.claimant = ids.make()}, ids.clock.now());
    EXPECT_EQ(decision.outcome, Outcome::deny);
    EXPECT_NE(decision.reason.find("acme-utils"), std::string::npos);
}

}  // namespace
}  // namespace spoke::repositories
