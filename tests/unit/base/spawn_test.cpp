#include "base/spawn.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "support/process.hpp"

namespace spoke::base {
namespace {

using namespace std::chrono_literals;
using tests::python_program;

constexpr std::size_t k_limit = 100'000;

std::string output_of(SpawnOptions options) {
    const auto done = run_command(std::move(options), k_limit, Deadline::after(20s));
    if (!done) return "not started: " + done.error().describe();
    if (!done->status.succeeded()) return "failed: " + done->text;
    return done->text;
}

/// A secret in a file that was opened before, as a careless parent leaves it: inheritable.
class LeakedSecret {
public:
    LeakedSecret() : folder_(*TemporaryFolder::make("spawn-test")) {
        const auto path = folder_.path() / "secret";
        EXPECT_TRUE(write_file_atomically(path, "the key", 0600));
        file_ = FileHandle(::open(path.c_str(), O_RDONLY));  // NOLINT: inheritable on purpose
    }
    int fd() const { return file_.get(); }

private:
    TemporaryFolder folder_;
    FileHandle file_;
};

constexpr const char* k_read_all_descriptors = R"(
import os
for fd in sorted(int(name) for name in os.listdir('/proc/self/fd')):
    try:
        os.lseek(fd, 0, 0)
        text = os.read(fd, 100)
    except OSError:
        continue
    if text: print(fd, text.decode())
)";

}  // namespace

TEST(Spawn, F4_a_descriptor_leaked_by_the_parent_is_not_readable_in_the_child) {
    const LeakedSecret secret;
    ASSERT_GE(secret.fd(), 3);
    EXPECT_EQ(output_of(python_program(k_read_all_descriptors)), "");
}

TEST(Spawn, F4_a_descriptor_that_another_thread_opens_meanwhile_is_not_readable_either) {
    std::atomic<bool> stop{false};
    std::jthread opener([&stop] {
        while (!stop) const LeakedSecret secret;
    });
    for (int i = 0; i < 10; ++i) EXPECT_EQ(output_of(python_program(k_read_all_descriptors)), "");
    stop = true;
}

TEST(Spawn, F4_a_kept_descriptor_is_at_its_number_and_alone) {
    const LeakedSecret secret;
    auto options = python_program(k_read_all_descriptors);
    options.kept = {{secret.fd(), 7}};
    EXPECT_EQ(output_of(options), "7 the key\n");
}

TEST(Spawn, F4_kept_descriptors_may_change_places) {
    const auto folder = TemporaryFolder::make("spawn-test");
    std::vector<FileHandle> files;
    std::vector<int> numbers;
    for (const std::string name : {"a", "b", "c"}) {
        EXPECT_TRUE(write_file_atomically(folder->path() / name, name));
        files.push_back(*open_regular_file(folder->path() / name));
        numbers.push_back(files.back().get());
    }
    auto options = python_program(k_read_all_descriptors);
    options.kept = {{numbers[0], numbers[1]}, {numbers[1], numbers[2]}, {numbers[2], numbers[0]}};
    std::vector<std::string> lines(3);
    lines[0] = std::to_string(numbers[0]) + " c\n";
    lines[1] = std::to_string(numbers[1]) + " a\n";
    lines[2] = std::to_string(numbers[2]) + " b\n";
    EXPECT_EQ(output_of(options), lines[0] + lines[1] + lines[2]);
}

TEST(Spawn, F4_a_child_of_root_is_not_root) {
    if (!running_as_root()) GTEST_SKIP() << "only root can drop to another user";
    auto options = python_program(
        "import os\n"
        "print(os.getresuid(), os.getresgid(), os.getgroups())\n"
        "for line in open('/proc/self/status'):\n"
        "    if line.startswith(('CapPrm', 'CapEff', 'CapAmb', 'NoNewPrivs')): "
        "print(*line.split())\n"
        "try:\n"
        "    os.setuid(0); print('root again')\n"
        "except PermissionError:\n"
        "    print('stays')\n");
    EXPECT_EQ(output_of(options),
              "(61790, 61790, 61790) (61790, 61790, 61790) []\n"
              "CapPrm: 0000000000000000\nCapEff: 0000000000000000\nCapAmb: 0000000000000000\n"
              "NoNewPrivs: 1\nstays\n");
}

TEST(Spawn, F4_refuses_to_start_anything_as_root) {
    auto options = python_program("print('hello')");
    options.identity = Identity{0, 0};
    EXPECT_EQ(spawn(options).error().code, ErrorCode::invalid);
    if (!running_as_root()) GTEST_SKIP() << "the rest needs root";
    options.identity.reset();
    const auto refused = spawn(options);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::denied);
}

TEST(Spawn, a_plain_user_can_not_start_a_program_as_another) {
    if (running_as_root()) GTEST_SKIP() << "we are root";
    auto options = python_program("print('hello')");
    options.identity = tests::k_plain_user;
    EXPECT_EQ(spawn(options).error().code, ErrorCode::denied);
}

TEST(Spawn, the_environment_is_the_given_one_alone) {
    ::setenv("SPOKESHAVE_TEST_SECRET", "1", 1);  // NOLINT(concurrency-mt-unsafe): no other thread
    auto options = python_program("import os; print(sorted(os.environ.items()))");
    options.environment = {{"LC_ALL", "C.UTF-8"}, {"A", "b=c"}};
    EXPECT_EQ(output_of(options), "[('A', 'b=c'), ('LC_ALL', 'C.UTF-8')]\n");
}

TEST(Spawn, gives_a_clean_start) {
    ::signal(SIGPIPE, SIG_IGN);
    auto options = python_program(
        "import os, resource\n"
        "status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "print(int(status['SigBlk'], 16), int(status['NoNewPrivs']))\n"
        "print(os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid())\n"
        "print(oct(os.umask(0)), os.getcwd(), resource.getrlimit(resource.RLIMIT_NOFILE))\n"
        "print(len(os.sched_getaffinity(0)), os.read(0, 10))\n");
    options.creation_mask = 027;
    options.working_folder = "/usr";
    options.limits = {{RLIMIT_NOFILE, 64}};
    options.cpu_count = 1;
    EXPECT_EQ(output_of(options), "0 1\nTrue True\n0o27 /usr (64, 64)\n1 b''\n");
}

TEST(Spawn, an_ignored_signal_is_not_inherited) {
    ::signal(SIGPIPE, SIG_IGN);
    auto options = python_program("");
    options.arguments = {"/usr/bin/grep", "SigIgn", "/proc/self/status"};
    EXPECT_EQ(output_of(options), "SigIgn:\t0000000000000000\n");
}

TEST(Spawn, says_why_a_program_did_not_start) {
    auto options = python_program("");
    options.arguments[0] = "/usr/bin/no-such-program";
    const auto missing = spawn(options);
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_NE(missing.error().message.find("no-such-program"), std::string::npos);

    options = python_program("");
    options.working_folder = "/no-such-folder";
    const auto nowhere = spawn(options);
    ASSERT_FALSE(nowhere.has_value());
    EXPECT_NE(nowhere.error().message.find("working folder"), std::string::npos);
}

TEST(Spawn, refuses_what_can_not_be_meant) {
    SpawnOptions nothing;
    EXPECT_EQ(spawn(nothing).error().code, ErrorCode::invalid);
    auto options = python_program("");
    options.kept = {{0, 3}, {1, 3}};
    EXPECT_EQ(spawn(options).error().code, ErrorCode::invalid);
    options.kept = {{0, 2}};
    EXPECT_EQ(spawn(options).error().code, ErrorCode::invalid);
    options.kept.clear();
    options.environment = {{"A=B", "c"}};
    EXPECT_EQ(spawn(options).error().code, ErrorCode::invalid);
    options.environment = {{"A", std::string("b\0c", 3)}};
    EXPECT_EQ(spawn(options).error().code, ErrorCode::invalid);
}

TEST(Spawn, the_child_dies_with_the_thread_that_started_it) {
    std::optional<ChildProcess> child;
    std::jthread([&child] {
        auto started = spawn(python_program("import time; time.sleep(60)"));
        ASSERT_TRUE(started.has_value());
        child.emplace(*std::move(started));
    }).join();
    const auto ended = child->wait(Deadline::after(10s));
    ASSERT_TRUE(ended.has_value() && ended->has_value());
    EXPECT_EQ((*ended)->signal, SIGKILL);
}

TEST(RunCommand, keeps_what_fits_and_drops_the_rest) {
    const auto done = run_command(python_program("print('x' * 1000000)"), 10, Deadline::after(20s));
    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(done->text, "xxxxxxxxxx");
    EXPECT_TRUE(done->status.succeeded());
}

TEST(RunCommand, ends_at_the_deadline_with_all_of_its_group) {
    auto program = python_program("import os, time\nos.fork()\ntime.sleep(60)");
    const auto done = run_command(std::move(program), k_limit, Deadline::after(300ms));
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, ErrorCode::timeout);
}

TEST(RunCommand, does_not_wait_for_what_a_child_left_behind) {
    auto program = python_program(
        "import os, time\n"
        "if os.fork(): print('done', flush=True)\n"
        "else: time.sleep(60)\n");
    const auto done = run_command(std::move(program), k_limit, Deadline::after(20s));
    ASSERT_TRUE(done.has_value()) << done.error().describe();
    EXPECT_EQ(done->text, "done\n");
}

}  // namespace spoke::base
