#include "factory/queue/requests.hpp"

#include <gtest/gtest.h>

#include "catalog/name_claims.hpp"
#include "catalog/principals.hpp"
#include "unit/factory/factory_house.hpp"

namespace spoke::factory {
namespace {

catalog::FileRow row(std::string_view version, catalog::FileKind kind = catalog::FileKind::sdist) {
    auto made = tests::wheel_row({}, "x", version, std::string("bytes of ") + std::string(version));
    made.kind = kind;
    return made;
}

python::SpecifierSet versions(std::string_view text) {
    return tests::must(python::SpecifierSet::parse(text));
}

TEST(Requests, a_name_or_one_version_can_be_requested) {
    const auto reason = catalog::RequestReason::person;
    EXPECT_TRUE(tests::must(parse_request("Flask", reason)).versions.empty());
    const auto pinned = tests::must(parse_request("flask == 2.0.0", reason));
    EXPECT_EQ(pinned.versions.text(), "==2.0.0");
    EXPECT_EQ(pinned.written, "flask == 2.0.0");
    for (const auto* text : {"flask>=2", "flask==2.*", "flask[async]", "flask @ file:///x",
                             "flask==2.0.0; python_version > '3'", "flask==1,==2", "", "-r x"})
        EXPECT_FALSE(parse_request(text, reason)) << text;
}

TEST(Requests, the_highest_version_with_an_sdist_is_taken) {
    const std::vector<catalog::FileRow> files = {row("1.0"), row("1.10"), row("1.9"), row("2.0rc1"),
                                                 row("3.0", catalog::FileKind::wheel)};
    EXPECT_EQ(highest_with_sdist(files, {}), "1.10");
    EXPECT_EQ(highest_with_sdist(files, versions("<1.10")), "1.9");
    EXPECT_EQ(highest_with_sdist(files, versions(">=2.0rc1")), "2.0rc1");
    EXPECT_EQ(highest_with_sdist(files, versions("==3.0")), std::nullopt);
}

TEST(Requests, a_yanked_version_is_taken_only_when_it_is_named) {
    auto yanked = row("2.0");
    yanked.yanked = catalog::Yank{"broken"};
    const std::vector<catalog::FileRow> files = {row("1.0"), yanked};
    EXPECT_EQ(highest_with_sdist(files, {}), "1.0");
    EXPECT_EQ(highest_with_sdist(files, versions(">=1")), "1.0");
    EXPECT_EQ(highest_with_sdist(files, versions("==2.0")), "2.0");
}

/// A house where nothing is built.
class NoSandbox final : public sandbox::JobRunner {
public:
    Result<sandbox::JobResult> run(sandbox::Job, const sandbox::Limits&, base::Deadline,
                                   std::stop_token) override {
        return fail(ErrorCode::unavailable, "no sandbox in this test");
    }
};

class RequestsHouseTest : public testing::Test {
protected:
    RequestsHouseTest() : house_(runner_) { house_.add(SmallProject{}); }

    Result<catalog::Build> request(const std::string& text, const catalog::Cause& cause = {}) {
        return house_.requests->request(
            cause, tests::must(parse_request(text, catalog::RequestReason::person)));
    }
    std::size_t builds() {
        auto reader = house_.catalog.read();
        return tests::must(catalog::list_builds(reader, {})).size();
    }

    NoSandbox runner_;
    FactoryHouse house_;
};

TEST_F(RequestsHouseTest, asking_twice_is_one_build_and_two_requests) {
    const auto first = tests::must(request("small"));
    const auto second = tests::must(request("Small==1.0.0"));
    EXPECT_EQ(first.id, second.id);
    EXPECT_EQ(second.version, "1.0");
    auto reader = house_.catalog.read();
    const auto all = tests::must(catalog::list_requests(reader, 10));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all.front().written, "Small==1.0.0");
    EXPECT_EQ(all.front().builds, std::vector<base::Id>{first.id});
}

TEST_F(RequestsHouseTest, what_upstream_lacks_is_not_found) {
    for (const auto* text : {"small==2.0", "nothing-like-it"}) {
        const auto answer = request(text);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::not_found) << answer.error().message;
    }
    EXPECT_EQ(builds(), 0U);
}

TEST_F(RequestsHouseTest, F12_a_claimed_name_is_neither_asked_upstream_nor_built) {
    auto reader = house_.catalog.read();
    const auto internal =
        tests::must(catalog::find_repository(reader, repositories::k_python_internal));
    auto transaction = house_.catalog.begin();
    tests::must(catalog::claim_name(transaction, internal->id, tests::project_name("small")));
    tests::must(transaction.commit());
    const auto answer = request("small");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::denied);
    EXPECT_EQ(builds(), 0U);
}

TEST_F(RequestsHouseTest, F12_a_principal_has_a_quota) {
    house_.settings.requests_per_hour = 2;
    const auto somebody = house_.catalog.change([](auto& transaction) {
        return catalog::create_principal(transaction, "somebody", catalog::PrincipalKind::user);
    });
    const catalog::Cause cause{{}, somebody.id, "127.0.0.1"};
    EXPECT_TRUE(request("small", cause));
    EXPECT_TRUE(request("small", cause));
    const auto third = request("small", cause);
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::exhausted);
    house_.catalog.clock.advance(std::chrono::hours(2));
    EXPECT_TRUE(request("small", cause));
}

TEST_F(RequestsHouseTest, F12_an_anonymous_miss_is_recorded_and_builds_nothing) {
    tests::must(house_.requests->note_anonymous_miss({}, tests::project_name("small")));
    EXPECT_EQ(builds(), 0U);
    auto reader = house_.catalog.read();
    const auto all = tests::must(catalog::list_requests(reader, 10));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().reason, catalog::RequestReason::anonymous_miss);
}

TEST_F(RequestsHouseTest, a_build_whose_sandbox_is_broken_is_no_verdict_on_the_project) {
    const auto id = tests::must(request("small")).id;
    house_.work();
    const auto build = house_.build(id);
    ASSERT_TRUE(build.failure);
    EXPECT_EQ(build.failure->failure, catalog::FailureClass::internal);
    EXPECT_NE(build.failure->message.find("no sandbox in this test"), std::string::npos);
}

}  // namespace
}  // namespace spoke::factory
