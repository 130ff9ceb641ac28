#include "repositories/page_cache.hpp"

#include "repositories/change_feed.hpp"
#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace spoke::repositories {
namespace {

constexpr auto k_json = simple::Representation::json;

class PageCacheTest : public testing::Test {
protected:
    PageCache::Key key(const std::string& project) {
        return {repository_, project, k_json, Coding::identity};
    }
    static ReadyPagePtr page(std::size_t size) {
        auto made = std::make_shared<ReadyPage>();
        made->bytes.assign(size, 'x');
        return made;
    }
    bool has(PageCache& cache, const std::string& project) {
        return cache.find(repository_, project, k_json, Coding::identity, clock_.now()) != nullptr;
    }
    static bool yes() { return true; }
    static bool no() { return false; }

    tests::ManualClock clock_;
    tests::CountingRandom random_;
    base::Id repository_ = base::Id::make(clock_, random_);
    base::Id other_ = base::Id::make(clock_, random_);
};

TEST_F(PageCacheTest, the_bound_in_bytes_holds_and_the_used_ones_stay) {
    constexpr std::size_t k_bound = 16UL * 20'000;
    PageCache cache(k_bound);
    for (int i = 0; i < 2000; ++i) {
        cache.insert(key("p" + std::to_string(i)), page(2000), std::nullopt, yes);
        ASSERT_LE(cache.bytes(), k_bound);
        ASSERT_TRUE(i == 0 || has(cache, "p0")) << "touched each time, so never the oldest";
    }
    EXPECT_GT(cache.pages(), 50U);
    cache.insert(key("huge"), page(k_bound), std::nullopt, yes);
    EXPECT_FALSE(has(cache, "huge"));
}

TEST_F(PageCacheTest, a_page_ends_at_its_moment) {
    PageCache cache(1 << 20);
    cache.insert(key("p"), page(10), clock_.now() + std::chrono::seconds(5), yes);
    EXPECT_TRUE(has(cache, "p"));
    clock_.advance(std::chrono::seconds(5));
    EXPECT_FALSE(has(cache, "p"));
    EXPECT_EQ(cache.bytes(), 0U);
}

TEST_F(PageCacheTest, dropping_ends_all_representations_of_one_project_alone) {
    PageCache cache(1 << 20);
    for (const auto representation : {k_json, simple::Representation::html})
        for (const auto coding : {Coding::identity, Coding::gzip})
            cache.insert({repository_, "p", representation, coding}, page(10), std::nullopt, yes);
    cache.insert({other_, "p", k_json, Coding::identity}, page(10), std::nullopt, yes);
    cache.insert(key("q"), page(10), std::nullopt, yes);
    cache.drop(repository_, "p");
    EXPECT_EQ(cache.pages(), 2U);
    cache.drop_all();
    EXPECT_EQ(cache.pages(), 0U);
}

TEST_F(PageCacheTest, a_page_made_from_old_rows_does_not_come_in) {
    PageCache cache(1 << 20);
    cache.insert(key("p"), page(10), std::nullopt, no);
    EXPECT_FALSE(has(cache, "p"));
}

TEST_F(PageCacheTest, the_feed_knows_what_changed_since) {
    ChangeFeed feed;
    const auto before = feed.sequence();
    EXPECT_FALSE(feed.changed_since(before, std::vector{repository_}, "p"));
    feed.announce(repository_, "p");
    EXPECT_TRUE(feed.changed_since(before, std::vector{repository_}, "p"));
    EXPECT_TRUE(feed.changed_since(before, std::vector{repository_}, "")) << "the list";
    EXPECT_FALSE(feed.changed_since(before, std::vector{repository_}, "q"));
    EXPECT_FALSE(feed.changed_since(before, std::vector{other_}, "p"));
    EXPECT_FALSE(feed.changed_since(feed.sequence(), std::vector{repository_}, "p"));
    feed.announce({}, "q");
    EXPECT_TRUE(feed.changed_since(before, std::vector{other_}, "q")) << "every repository's";
    for (int i = 0; i < 5000; ++i) feed.announce(other_, "z");
    EXPECT_TRUE(feed.changed_since(before, std::vector{repository_}, "nothing"))
        << "too long ago to know";
}

}  // namespace
}  // namespace spoke::repositories
