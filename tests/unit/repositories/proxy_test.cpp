#include "repositories/proxy.hpp"

#include "support/test_repositories.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace spoke::repositories {
namespace {

using catalog::Tier;
using tests::make_wheel;
using tests::must;
using tests::project_name;
using tests::TestRepositories;

class ProxyTest : public testing::Test {
protected:
    Proxy& proxy() { return *repositories_.proxies.find(repositories_.id("python-public")); }
    TestRepositories repositories_;
};

TEST_F(ProxyTest, rows_are_made_at_first_sight_and_bytes_are_not) {
    repositories_.upstream.add("x-1.0.tar.gz", "a");
    const auto found = must(proxy().load_project(project_name("X")));
    ASSERT_TRUE(found);
    ASSERT_EQ(found->rows.size(), 1U);
    const auto& row = found->rows[0];
    EXPECT_EQ(row.tier, Tier::upstream);
    EXPECT_EQ(row.digest_state, catalog::DigestState::announced);
    EXPECT_FALSE(row.blob);
    EXPECT_EQ(repositories_.upstream.files_asked, 0);
}

TEST_F(ProxyTest, what_the_upstream_took_away_leaves_the_page_and_keeps_its_identity) {
    const auto file = repositories_.upstream.add("x-1.0.tar.gz", "a");
    repositories_.upstream.add("x-1.1.tar.gz", "b");
    EXPECT_EQ(must(proxy().load_project(project_name("x")))->rows.size(), 2U);
    repositories_.upstream.remove("x-1.0.tar.gz");
    EXPECT_EQ(must(proxy().load_project(project_name("x")))->rows.size(), 1U);
    EXPECT_TRUE(must(repositories_.files->find_file(repositories_.grant("python-public"),
                                                    {*file.blake2b, "x-1.0.tar.gz"})));
}

TEST_F(ProxyTest, F12_a_claimed_name_is_not_asked_upstream) {
    must(
        repositories_.publish("python-internal", "acme-1.0-py3-none-any.whl", "a", Tier::internal));
    repositories_.upstream.add("acme-9.0.tar.gz", "evil");
    EXPECT_FALSE(must(proxy().load_project(project_name("acme"))));
    EXPECT_EQ(repositories_.upstream.pages_asked, 0);
}

TEST_F(ProxyTest, trouble_is_not_kept_for_the_next) {
    repositories_.upstream.add("x-1.0.tar.gz", "a");
    repositories_.upstream.is_down = true;
    EXPECT_EQ(proxy().load_project(project_name("x")).error().code, ErrorCode::unavailable);
    repositories_.upstream.is_down = false;
    EXPECT_TRUE(must(proxy().load_project(project_name("x"))));
}

TEST_F(ProxyTest, an_answer_is_used_for_its_lifetime) {
    Proxy patient(repositories_.id("python-public"), repositories_.upstream, repositories_.backends,
                  {.lifetime = std::chrono::hours(1)});
    repositories_.upstream.add("x-1.0.tar.gz", "a");
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(must(patient.load_project(project_name("x"))));
        EXPECT_FALSE(must(patient.load_project(project_name("ghost"))));
    }
    EXPECT_EQ(repositories_.upstream.pages_asked, 2);
}

TEST_F(ProxyTest, many_threads_agree_and_leave_one_row_a_file) {
    for (int i = 0; i < 20; ++i)
        repositories_.upstream.add("x-1." + std::to_string(i) + ".tar.gz", std::to_string(i));
    std::latch start(4);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            start.arrive_and_wait();
            for (int round = 0; round < 5; ++round) {
                const auto found = proxy().load_project(project_name("x"));
                if (!found || !*found || (*found)->rows.size() != 20) ++wrong;
                if (found && *found && !proxy().bring((*found)->rows.at(3))) ++wrong;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace spoke::repositories
