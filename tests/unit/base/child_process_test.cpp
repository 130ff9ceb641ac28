#include "base/child_process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "base/spawn.hpp"
#include "support/process.hpp"

namespace spoke::base {
namespace {

using namespace std::chrono_literals;
using tests::python_program;

bool exists(pid_t pid) {
    return ::kill(pid, 0) == 0;
}

}  // namespace

TEST(ChildProcess, tells_exit_codes_from_signals) {
    auto exits = spawn(python_program("raise SystemExit(7)"));
    ASSERT_TRUE(exits.has_value());
    EXPECT_EQ(exits->wait()->code, 7);
    EXPECT_EQ(exits->wait()->code, 7) << "the answer stays";

    auto killed = spawn(python_program("import os, signal; os.kill(os.getpid(), signal.SIGABRT)"));
    ASSERT_TRUE(killed.has_value());
    EXPECT_EQ(killed->wait()->signal, SIGABRT);
}

TEST(ChildProcess, wait_ends_at_its_deadline) {
    auto child = spawn(python_program("import time; time.sleep(60)"));
    ASSERT_TRUE(child.has_value());
    const auto ended = child->wait(Deadline::after(20ms));
    ASSERT_TRUE(ended.has_value());
    EXPECT_FALSE(ended->has_value());
    ASSERT_TRUE(child->signal(SIGTERM));
    EXPECT_EQ(child->wait()->signal, SIGTERM);
    EXPECT_TRUE(child->signal(SIGTERM)) << "no error once it has ended";
}

TEST(ChildProcess, does_not_outlive_its_owner) {
    pid_t pid = -1;
    {
        auto child = spawn(python_program("import time; time.sleep(60)"));
        ASSERT_TRUE(child.has_value());
        pid = child->pid();
        EXPECT_TRUE(exists(pid));
    }
    EXPECT_FALSE(exists(pid));
}

TEST(ChildProcess, counts_its_processor_time) {
    auto child = spawn(python_program("import time\nwhile time.process_time() < 0.2: pass"));
    ASSERT_TRUE(child.has_value());
    EXPECT_GE(child->wait()->cpu, 150ms);
}

}  // namespace spoke::base
