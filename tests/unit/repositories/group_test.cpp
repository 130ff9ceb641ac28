#include "repositories/group.hpp"

#include "support/test_repositories.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::repositories {
namespace {

using catalog::Tier;
using tests::make_sdist;
using tests::make_wheel;
using tests::must;
using tests::project_name;
using tests::TestRepositories;

class GroupTest : public testing::Test {
protected:
    void publish_internal(const std::string& file_name) {
        must(repositories_.publish("python-internal", file_name, make_wheel(file_name),
                                   Tier::internal));
    }
    void add_upstream(const std::string& file_name) {
        repositories_.upstream.add(file_name, make_wheel(file_name));
    }
    TestRepositories repositories_;
};

TEST_F(GroupTest, the_first_member_that_has_the_project_owns_it) {
    publish_internal("acme-1.0-py3-none-any.whl");
    add_upstream("acme-9.0-py3-none-any.whl");
    EXPECT_TRUE(repositories_.shows("python-all", "acme", "acme-1.0-py3-none-any.whl"));
    EXPECT_FALSE(repositories_.shows("python-all", "acme", "acme-9.0-py3-none-any.whl"));
    EXPECT_EQ(repositories_.upstream.pages_asked, 0) << "an internal name is not asked upstream";
}

TEST_F(GroupTest, rebuilds_are_laid_over_the_upstream_file_by_file) {
    add_upstream("x-1.0-py3-none-any.whl");
    add_upstream("x-2.0-py3-none-any.whl");
    repositories_.page("python-public", "x");
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    for (const auto name :
         {"x-1.0-1-py3-none-any.whl", "x-1.0-py3-none-any.whl", "x-2.0-py3-none-any.whl"})
        EXPECT_TRUE(repositories_.shows("python-all", "x", name)) << name;
}

TEST_F(GroupTest, I1_a_late_or_outranking_upstream_file_is_not_shown_but_stays_at_its_identity) {
    add_upstream("x-1.0-py3-none-any.whl");
    repositories_.page("python-all", "x");
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    repositories_.catalog.clock.advance(std::chrono::seconds(1));
    const std::string late = "x-1.0-999-py3-none-any.whl";
    add_upstream(late);
    EXPECT_FALSE(repositories_.shows("python-all", "x", late));
    EXPECT_TRUE(repositories_.shows("python-public", "x", late));
    const auto digest = crypto::blake2b_256(make_wheel(late));
    const auto found = must(repositories_.files->find_file(repositories_.grant("python-all"),
                                                           FileIdentity{digest, late}));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->decision.allowed());
}

TEST_F(GroupTest, a_rebuild_stays_when_the_upstream_loses_the_project) {
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    EXPECT_TRUE(repositories_.shows("python-all", "x", "x-1.0-1-py3-none-any.whl"));
}

TEST_F(GroupTest, group_answers_unavailable_when_a_member_that_could_own_cannot_be_asked) {
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    repositories_.upstream.is_down = true;
    EXPECT_EQ(repositories_.load_page("python-all", "x").error().code, ErrorCode::unavailable);
    EXPECT_EQ(repositories_.load_page("python-all", "ghost").error().code, ErrorCode::unavailable);
    publish_internal("acme-1.0-py3-none-any.whl");
    EXPECT_TRUE(repositories_.shows("python-all", "acme", "acme-1.0-py3-none-any.whl"))
        << "the owner comes before the member that is down";
}

TEST_F(GroupTest, a_stale_page_is_served_while_the_upstream_is_down_and_says_so) {
    add_upstream("x-1.0-py3-none-any.whl");
    repositories_.page("python-all", "x");
    repositories_.upstream.is_down = true;
    repositories_.changes.announce({}, "x");
    const auto answer = repositories_.page("python-all", "x");
    ASSERT_EQ(answer.outcome, PageOutcome::page);
    EXPECT_EQ(answer.page->facts.freshness, Freshness::stale);
    repositories_.catalog.clock.advance(std::chrono::hours(25));
    EXPECT_EQ(repositories_.load_page("python-all", "x").error().code, ErrorCode::unavailable);
}

TEST_F(GroupTest, I5_a_claimed_name_never_falls_through_to_the_upstream) {
    publish_internal("acme-1.0-py3-none-any.whl");
    add_upstream("acme-9.0-py3-none-any.whl");
    // The last release goes.
    {
        auto transaction = repositories_.catalog.begin();
        const auto row = must(catalog::find_file(transaction, repositories_.id("python-internal"),
                                                 "acme-1.0-py3-none-any.whl"));
        must(catalog::delete_file(transaction, row->id));
        must(transaction.commit());
    }
    repositories_.changes.announce({}, "acme");
    const auto empty = repositories_.page("python-all", "acme");
    EXPECT_EQ(empty.outcome, PageOutcome::page) << "the project is there, without files";
    EXPECT_FALSE(repositories_.shows("python-all", "acme", "acme-9.0-py3-none-any.whl"));
    EXPECT_EQ(repositories_.page("python-public", "acme").outcome, PageOutcome::blocked);
    // The repository leaves the group.
    {
        auto transaction = repositories_.catalog.begin();
        const auto group =
            must(catalog::find_repository(transaction, std::string_view("python-all")));
        auto members = group->members;
        members.erase(members.begin());
        must(catalog::set_members(transaction, group->id, members));
        must(transaction.commit());
    }
    must(repositories_.directory.reload());
    repositories_.changes.announce({}, "");
    EXPECT_EQ(repositories_.page("python-all", "acme").outcome, PageOutcome::blocked);
    EXPECT_EQ(repositories_.upstream.pages_asked, 0);
}

TEST_F(GroupTest, I5_the_factory_repository_holds_no_claimed_name) {
    repositories_.rebuild("acme-1.0-1-py3-none-any.whl");
    publish_internal("acme-1.0-py3-none-any.whl");
    EXPECT_EQ(repositories_.page("python", "acme").outcome, PageOutcome::blocked);
    const auto refused =
        repositories_.publish("python", "acme-1.1-1-py3-none-any.whl",
                              make_wheel("acme-1.1-1-py3-none-any.whl"), Tier::rebuilt);
    EXPECT_EQ(refused.error().code, ErrorCode::denied);
}

TEST_F(GroupTest, I2_an_upstream_file_with_our_label_is_never_shown) {
    add_upstream("x-2.0-py3-none-any.whl");
    add_upstream("x-2.0+spoke.9-py3-none-any.whl");
    EXPECT_TRUE(repositories_.shows("python-public", "x", "x-2.0-py3-none-any.whl"));
    EXPECT_FALSE(repositories_.shows("python-public", "x", "x-2.0+spoke.9-py3-none-any.whl"));
    const auto digest = crypto::blake2b_256(make_wheel("x-2.0+spoke.9-py3-none-any.whl"));
    EXPECT_FALSE(must(
        repositories_.files->find_file(repositories_.grant("python-all"),
                                       FileIdentity{digest, "x-2.0+spoke.9-py3-none-any.whl"})));
}

TEST_F(GroupTest, serials_grow_with_every_change_of_a_member) {
    add_upstream("x-1.0-py3-none-any.whl");
    const auto first = repositories_.page("python-all", "x").page->facts.serial;
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    const auto second = repositories_.page("python-all", "x").page->facts.serial;
    add_upstream("x-1.1-py3-none-any.whl");
    const auto third = repositories_.page("python-all", "x").page->facts.serial;
    EXPECT_LT(first, second);
    EXPECT_LT(second, third);
}

}  // namespace
}  // namespace spoke::repositories
