#include "sandbox/memory_gauge.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

namespace spoke::sandbox {

using namespace std::chrono_literals;

TEST(MemoryGauge, answers_later_what_it_was_asked) {
    const base::FileHandle all(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));  // NOLINT
    auto gauge = MemoryGauge::start(all.get());
    ASSERT_TRUE(gauge.has_value());
    EXPECT_FALSE(gauge->answer(1h).has_value());
    EXPECT_EQ(gauge->waiting(), 0s);
    ProcessTable self;
    self.processes.push_back({.number = ::getpid()});
    gauge->ask(self);
    while (!gauge->answer(1h)) std::this_thread::sleep_for(1ms);
    EXPECT_GT(*gauge->answer(1h), 0U);
    EXPECT_EQ(gauge->waiting(), 0s);
    EXPECT_FALSE(gauge->answer(0s).has_value()) << "an old answer is none";
}

TEST(MemoryGauge, may_move_and_go_at_any_time) {
    const base::FileHandle all(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));  // NOLINT
    auto gauge = MemoryGauge::start(all.get());
    ASSERT_TRUE(gauge.has_value());
    gauge->ask(read_process_table(all.get()));
    const MemoryGauge moved = *std::move(gauge);
    EXPECT_GE(moved.waiting(), 0s);
}

}  // namespace spoke::sandbox
