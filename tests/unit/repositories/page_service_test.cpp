#include "repositories/page_service.hpp"

#include "base/json.hpp"
#include "repositories/page_body.hpp"
#include "support/test_repositories.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <string>

namespace spoke::repositories {
namespace {

using catalog::Tier;
using tests::make_wheel;
using tests::must;
using tests::TestRepositories;

constexpr auto k_json = simple::Representation::json;
constexpr auto k_html = simple::Representation::html;

class PageServiceTest : public testing::Test {
protected:
    TestRepositories repositories_;
};

TEST_F(PageServiceTest, an_unknown_project_is_unknown_in_every_kind_of_repository) {
    for (const auto name : {"python-internal", "python", "python-public", "python-all"})
        EXPECT_EQ(repositories_.page(name, "ghost").outcome, PageOutcome::unknown_project) << name;
}

TEST_F(PageServiceTest, a_page_is_ready_after_it_was_made_and_gone_after_a_write) {
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    const auto grant = repositories_.grant("python");
    const PageKey key{"x", k_json, Coding::identity};
    EXPECT_EQ(repositories_.pages->find_ready(grant, key), nullptr);
    const auto first = repositories_.page("python", "x");
    EXPECT_EQ(repositories_.pages->find_ready(grant, key), first.page);
    repositories_.rebuild("x-1.1-1-py3-none-any.whl");
    EXPECT_EQ(repositories_.pages->find_ready(grant, key), nullptr);
    const auto second = repositories_.page("python", "x");
    EXPECT_NE(first.page->facts.etag, second.page->facts.etag);
    EXPECT_GT(second.page->facts.serial, first.page->facts.serial);
}

TEST_F(PageServiceTest, I3_a_cached_page_is_not_handed_to_a_grant_that_does_not_reach_it) {
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    repositories_.page("python", "x");
    const PageKey key{"x", k_json, Coding::identity};
    ASSERT_NE(repositories_.pages->find_ready(repositories_.grant("python"), key), nullptr);
    repositories_.caller.scope.projects = {"y"};
    EXPECT_EQ(repositories_.pages->find_ready(repositories_.grant("python"), key), nullptr);
    EXPECT_EQ(repositories_.load_page("python", "x").error().code, ErrorCode::not_found);
}

TEST_F(PageServiceTest, a_write_to_a_member_drops_the_groups_page) {
    repositories_.upstream.add("x-1.0-py3-none-any.whl", make_wheel("x-1.0-py3-none-any.whl"));
    const auto grant = repositories_.grant("python-all");
    repositories_.page("python-all", "x");
    ASSERT_NE(repositories_.pages->find_ready(grant, {"x", k_json, Coding::identity}), nullptr);
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    EXPECT_EQ(repositories_.pages->find_ready(grant, {"x", k_json, Coding::identity}), nullptr);
    EXPECT_TRUE(repositories_.shows("python-all", "x", "x-1.0-1-py3-none-any.whl"));
}

TEST_F(PageServiceTest, a_page_over_an_upstream_holds_for_a_time_only) {
    repositories_.upstream.add("x-1.0.tar.gz", "a");
    const auto grant = repositories_.grant("python-public");
    const PageKey key{"x", k_json, Coding::identity};
    repositories_.page("python-public", "x");
    EXPECT_NE(repositories_.pages->find_ready(grant, key), nullptr);
    repositories_.catalog.clock.advance(std::chrono::seconds(6));
    EXPECT_EQ(repositories_.pages->find_ready(grant, key), nullptr);
    repositories_.upstream.add("x-1.1.tar.gz", "b");
    EXPECT_TRUE(repositories_.shows("python-public", "x", "x-1.1.tar.gz"));
}

TEST_F(PageServiceTest, each_representation_and_coding_has_its_etag_and_both_list_the_same) {
    repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    const auto json = must(repositories_.load_page("python", "x", k_json, Coding::identity)).page;
    const auto packed = must(repositories_.load_page("python", "x", k_json, Coding::gzip)).page;
    const auto html = must(repositories_.load_page("python", "x", k_html, Coding::identity)).page;
    EXPECT_NE(json->facts.etag, packed->facts.etag);
    EXPECT_NE(json->facts.etag, html->facts.etag);
    EXPECT_EQ(json->other_etag, packed->facts.etag);
    EXPECT_EQ(packed->other_etag, json->facts.etag);
    EXPECT_EQ(json->facts.body_size, json->bytes.size() - json->head_size);
    EXPECT_TRUE(json->bytes.substr(0, json->head_size).ends_with("\r\n\r\n"));
    EXPECT_EQ(packed->bytes.substr(packed->head_size), gzip(json->bytes.substr(json->head_size)));
    EXPECT_TRUE(html->bytes.contains(">x-1.0-1-py3-none-any.whl</a>"));
    const auto again = must(repositories_.load_page("python", "x", k_json, Coding::identity)).page;
    EXPECT_EQ(again->bytes, json->bytes) << "equal content gives equal bytes";
}

TEST_F(PageServiceTest, rows_say_what_the_page_says) {
    const auto wheel = make_wheel("x-1.0-py3-none-any.whl", ">=3.9,<4");
    auto file = repositories_.upstream.add("x-1.0-py3-none-any.whl", wheel);
    file.requires_python = ">=3.9,<4";
    file.yanked = "broken";
    repositories_.upstream.change(file);
    const auto json = must(base::parse_json(repositories_.body("python-all", "x")));
    const auto& entry = json["files"].at(0);
    const auto hex = file.blake2b->hex();
    EXPECT_EQ(entry["url"], "../../packages/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" +
                                hex.substr(4) + "/x-1.0-py3-none-any.whl");
    EXPECT_EQ(entry["hashes"]["sha256"], file.sha256->hex());
    EXPECT_EQ(entry["requires-python"], ">=3.9,<4");
    EXPECT_EQ(entry["yanked"], "broken");
    EXPECT_EQ(entry["size"], wheel.size());
    EXPECT_EQ(entry["upload-time"], "2021-05-11T21:43:42Z");
    EXPECT_EQ(entry["_spokeshave"]["tier"], "upstream");
    EXPECT_EQ(entry["_spokeshave"]["repository"], "python-public");
    EXPECT_EQ(entry["_spokeshave"]["upload-time-source"], "last_modified");
    EXPECT_EQ(json["versions"], base::Json::array({"1.0"}));
}

TEST_F(PageServiceTest, a_held_file_stands_on_the_page_as_yanked_until_its_moment) {
    const auto row = repositories_.rebuild("x-1.0-1-py3-none-any.whl");
    const auto until = repositories_.catalog.clock.now() + std::chrono::hours(1);
    auto transaction = repositories_.catalog.begin();
    must(catalog::set_hold(transaction, row.id, catalog::Hold{"under review", until}));
    must(transaction.commit());
    repositories_.changes.announce(row.repository, "x");
    EXPECT_TRUE(repositories_.body("python", "x").contains("under review"));
    const auto grant = repositories_.grant("python");
    EXPECT_NE(repositories_.pages->find_ready(grant, {"x", k_json, Coding::identity}), nullptr);
    repositories_.catalog.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(repositories_.pages->find_ready(grant, {"x", k_json, Coding::identity}), nullptr);
    EXPECT_FALSE(repositories_.body("python", "x").contains("yanked"));
}

TEST_F(PageServiceTest, lists_are_the_union_and_work_without_the_upstreams) {
    repositories_.rebuild("alpha-1.0-1-py3-none-any.whl");
    repositories_.upstream.add("beta-1.0.tar.gz", "b");
    const auto list = [&](std::string_view repository) {
        const auto answer = must(repositories_.pages->make_ready_list(
            repositories_.grant(repository), k_json, Coding::identity));
        return answer.page->bytes.substr(answer.page->head_size);
    };
    EXPECT_TRUE(list("python").contains("\"alpha\""));
    EXPECT_FALSE(list("python").contains("\"beta\""));
    EXPECT_TRUE(list("python-all").contains("\"alpha\""));
    EXPECT_TRUE(list("python-all").contains("\"beta\""));
    repositories_.page("python-public", "beta");
    repositories_.upstream.is_down = true;
    repositories_.changes.announce({}, "beta");
    EXPECT_TRUE(list("python-all").contains("\"beta\""));
}

}  // namespace
}  // namespace spoke::repositories
