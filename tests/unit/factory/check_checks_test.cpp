#include "factory/check/checks.hpp"

#include <fmt/format.h>

#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::Sample;
using test::upstream_sample;

TEST(Checks, all_fifteen_run_in_order_and_a_good_wheel_is_publishable) {
    const Case one(Sample{}, upstream_sample());
    auto input = one.input();
    input.import_check = Check{"W12", CheckStatus::pass, "", ""};
    input.first_payload = input.second_payload = crypto::sha256("payload");
    const auto report = run_checks(input);
    ASSERT_EQ(report.checks.size(), 15U);
    for (std::size_t i = 0; i < report.checks.size(); ++i) {
        EXPECT_EQ(report.checks[i].id, fmt::format("W{:02}", i + 1));
        EXPECT_EQ(report.checks[i].status, CheckStatus::pass)
            << report.checks[i].id << report.checks[i].detail;
    }
    EXPECT_TRUE(report.publishable());
    EXPECT_EQ(report.failure_class(), "");
    EXPECT_EQ(report.comparison.level, Equivalence::e1);
    EXPECT_NE(report.find("W15"), nullptr);
    EXPECT_EQ(report.find("W16"), nullptr);
}

TEST(Checks, without_upstream_the_level_is_EN) {
    const auto report = run_checks(Case(Sample{}).input());
    EXPECT_EQ(to_string(report.comparison.level), "EN");
    EXPECT_TRUE(report.publishable());
}

TEST(Checks, an_unexplained_difference_is_not_publishable_even_where_no_check_fails) {
    Sample sample;
    sample.members[0].bytes = "x = 2\n";
    const auto report = run_checks(Case(sample, upstream_sample()).input());
    EXPECT_EQ(report.comparison.level, Equivalence::e6);
    EXPECT_FALSE(report.publishable());
    EXPECT_EQ(report.failure_class(), "dirty-release");
}

TEST(W12, is_the_callers_or_skipped) {
    const Case one{Sample{}};
    auto input = one.input();
    expect(check_imports(input), CheckStatus::skipped);
    input.import_check = Check{"W12", CheckStatus::fail, "ImportError", "import-failure"};
    expect(check_imports(input), CheckStatus::fail, "ImportError");
}

TEST(W13, warns_where_two_builds_differ) {
    const Case one{Sample{}};
    auto input = one.input();
    expect(check_second_build(input), CheckStatus::skipped);
    input.first_payload = input.second_payload = crypto::sha256("a");
    expect(check_second_build(input), CheckStatus::pass);
    input.second_payload = crypto::sha256("b");
    expect(check_second_build(input), CheckStatus::warn, "not reproducible");
}

TEST(Verdict, a_long_list_is_counted_and_texts_are_made_printable) {
    Sample sample;
    for (int i = 0; i < 100; ++i) sample.add("pkg-1.0.data/data/lib/" + std::to_string(i), "x");
    const auto check = check_extra(Case(sample).input(), {});
    expect(check, CheckStatus::fail, "and 60 more");
}

}  // namespace
}  // namespace spoke::factory
