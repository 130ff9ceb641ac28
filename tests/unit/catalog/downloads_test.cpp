#include "catalog/downloads.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;

class DownloadsTest : public ::testing::Test {
protected:
    DownloadEvent event() {
        return {.event = base::Id::make(catalog_.clock, catalog_.random),
                .at = catalog_.clock.now(),
                .principal = {},
                .token = {},
                .row = base::Id::make(catalog_.clock, catalog_.random),
                .digest = "d1",
                .address = "192.0.2.1",
                .extent = DownloadEvent::Extent::range,
                .bytes = 17};
    }
    std::size_t count() { return must(list_downloads(catalog_.read(), "d1", 10'000)).size(); }

    tests::TestCatalog catalog_;
};

TEST_F(DownloadsTest, an_event_is_there_after_a_flush_with_all_its_facts) {
    DownloadLog log(*catalog_, {.interval = std::chrono::hours(1)});
    const auto sent = event();
    log.record(sent);
    must(log.flush());
    const auto found = must(list_downloads(catalog_.read(), "d1", 10));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().event, sent.event);
    EXPECT_EQ(found.front().row, sent.row);
    EXPECT_TRUE(found.front().principal.empty());
    EXPECT_EQ(found.front().extent, DownloadEvent::Extent::range);
    EXPECT_EQ(found.front().bytes, 17U);
}

TEST_F(DownloadsTest, events_are_written_by_themselves_and_at_the_end) {
    {
        DownloadLog log(*catalog_, {.interval = std::chrono::milliseconds(1)});
        log.record(event());
        for (int i = 0; i < 2000 && count() == 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        EXPECT_EQ(count(), 1U);
    }
    {
        DownloadLog log(*catalog_, {.interval = std::chrono::hours(1)});
        log.record(event());
    }
    EXPECT_EQ(count(), 2U);
}

TEST_F(DownloadsTest, a_full_queue_loses_events_and_counts_them_but_never_blocks) {
    DownloadLog log(*catalog_, {.interval = std::chrono::hours(1), .queue_limit = 3});
    for (int i = 0; i < 5; ++i) log.record(event());
    EXPECT_EQ(log.lost(), 2U);
    must(log.flush());
    EXPECT_EQ(count(), 3U);
}

TEST_F(DownloadsTest, many_threads_lose_nothing) {
    {
        DownloadLog log(*catalog_, {.interval = std::chrono::milliseconds(1)});
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 250; ++j) log.record(event());
            });
    }
    EXPECT_EQ(count(), 1000U);
}

TEST_F(DownloadsTest, old_events_are_deleted_by_age) {
    {
        DownloadLog log(*catalog_, {.interval = std::chrono::hours(1)});
        log.record(event());
        catalog_.clock.advance(std::chrono::hours(1));
        log.record(event());
    }
    EXPECT_EQ(catalog_.change([&](auto& transaction) {
        return delete_downloads_before(transaction, catalog_.clock.now());
    }),
              1U);
    EXPECT_EQ(count(), 1U);
}

}  // namespace
}  // namespace spoke::catalog
