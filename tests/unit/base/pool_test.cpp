#include "base/pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "base/task.hpp"

namespace spoke::base {
namespace {

namespace asio = boost::asio;

struct Seen {
    Result<int> result = fail(ErrorCode::internal, "not run");
    std::thread::id worker;
    std::thread::id resumed;
};

asio::awaitable<void> ask(Pool& pool, Seen& seen) {
    auto work = [&seen]() -> Result<int> {
        seen.worker = std::this_thread::get_id();
        return 7;
    };
    seen.result = co_await run_on(pool, std::move(work));
    seen.resumed = std::this_thread::get_id();
}

asio::awaitable<void> ask_for_trouble(Pool& pool, Seen& seen) {
    auto work = []() -> Result<int> {
        throw std::runtime_error("the library is cross");
    };
    seen.result = co_await run_on(pool, std::move(work));
}

Task<int> double_of(Pool& pool, int value) {
    auto work = [value]() -> Result<int> {
        if (value < 0) return fail(ErrorCode::invalid, "negative");
        return value * 2;
    };
    SPOKE_CO_TRY(auto doubled, co_await run_on(pool, std::move(work)));
    co_return doubled;
}

asio::awaitable<void> ask_in_vain(Pool& pool, Seen& seen) {
    seen.result = co_await double_of(pool, -1);
}

}  // namespace

TEST(Pool, runs_what_is_queued_before_it_goes) {
    std::atomic<int> done{0};
    {
        Pool pool("test", 2, 100);
        for (int i = 0; i < 50; ++i) EXPECT_TRUE(pool.submit([&done] { ++done; }).has_value());
    }
    EXPECT_EQ(done.load(), 50);
}

TEST(Pool, answers_exhausted_when_its_queue_is_full) {
    std::latch busy(1);
    std::latch go(1);
    Pool pool("test", 1, 1);
    ASSERT_TRUE(pool.submit([&] {
        busy.count_down();
        go.wait();
    }));
    busy.wait();
    ASSERT_TRUE(pool.submit([] {}));
    const auto refused = pool.submit([] {});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::exhausted);
    EXPECT_EQ(pool.waiting(), 1U);
    go.count_down();
}

TEST(Pool, goes_on_after_work_that_throws) {
    std::atomic<bool> ran{false};
    {
        Pool pool("test", 1, 10);
        ASSERT_TRUE(pool.submit([] { throw std::runtime_error("no"); }));
        ASSERT_TRUE(pool.submit([&ran] { ran = true; }));
    }
    EXPECT_TRUE(ran.load());
}

TEST(RunOn, comes_back_to_the_thread_of_the_coroutine) {
    Pool pool("test", 1, 10);
    asio::io_context loop{1};
    Seen seen;
    asio::co_spawn(loop, ask(pool, seen), asio::detached);
    loop.run();
    EXPECT_EQ(seen.result.value(), 7);
    EXPECT_EQ(seen.resumed, std::this_thread::get_id());
    EXPECT_NE(seen.worker, seen.resumed);
}

TEST(RunOn, hands_back_errors_and_exceptions_as_values) {
    Pool pool("test", 1, 10);
    asio::io_context loop{1};
    Seen thrown;
    Seen failed;
    asio::co_spawn(loop, ask_for_trouble(pool, thrown), asio::detached);
    asio::co_spawn(loop, ask_in_vain(pool, failed), asio::detached);
    loop.run();
    ASSERT_FALSE(thrown.result.has_value());
    EXPECT_EQ(thrown.result.error().code, ErrorCode::internal);
    ASSERT_FALSE(failed.result.has_value());
    EXPECT_EQ(failed.result.error().code, ErrorCode::invalid);
}

TEST(RunOn, answers_exhausted_when_the_pool_is_full) {
    std::latch busy(1);
    std::latch go(1);
    Pool pool("test", 1, 0 + 1);
    ASSERT_TRUE(pool.submit([&] {
        busy.count_down();
        go.wait();
    }));
    busy.wait();
    ASSERT_TRUE(pool.submit([] {}));
    asio::io_context loop{1};
    Seen seen;
    asio::co_spawn(loop, ask(pool, seen), asio::detached);
    loop.run();
    go.count_down();
    ASSERT_FALSE(seen.result.has_value());
    EXPECT_EQ(seen.result.error().code, ErrorCode::exhausted);
}

}  // namespace spoke::base
