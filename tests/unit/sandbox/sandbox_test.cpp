#include "sandbox/sandbox.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "unit/sandbox/sandbox_fixture.hpp"

namespace spoke::sandbox {

using namespace std::chrono_literals;

TEST_F(SandboxTest, brings_back_exit_code_log_and_output) {
    auto done =
        run(python_job("import os, sys\n"
                       "print('to the log', flush=True)\n"
                       "print('and this', file=sys.stderr)\n"
                       "os.write(3, b'result')\n"
                       "raise SystemExit(3)\n"));
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_EQ(done.signal, 0);
    EXPECT_FALSE(done.succeeded());
    EXPECT_EQ(text_of(done.log), "to the log\nand this\n");
    EXPECT_EQ(text_of(done.output), "result");
    EXPECT_EQ(done.output_bytes, 6U);
    EXPECT_TRUE(check_sealed(done.output.get(), 6));
    EXPECT_EQ(done.network_attempts, 0U);
    EXPECT_EQ(done.name_lookups, 0U);
}

TEST_F(SandboxTest, tells_a_signal_and_the_processor_time) {
    const auto done =
        run(python_job("import os, signal, time\n"
                       "while time.process_time() < 0.4: pass\n"
                       "os.kill(os.getpid(), signal.SIGSEGV)\n"));
    EXPECT_EQ(done.signal, 11);
    EXPECT_GE(done.cpu_ms, 200);
    EXPECT_GE(done.wall_ms, 400);
    EXPECT_GT(done.memory_peak, k_mebibyte);
    EXPECT_GE(done.task_peak, 2U);
}

TEST_F(SandboxTest, gives_inputs_as_files_and_standard_input) {
    auto job = python_job(
        "import os\n"
        "print(open('/job/one').read(), open('/job/two.txt').read(), os.read(0, 100).decode())\n"
        "try: open('/job/one', 'w')\n"
        "except OSError as error: print(error.strerror)\n"
        "print(sorted(os.listdir('/job')))\n");
    job.inputs.push_back({"one", *make_sealed("one", "first")});
    job.inputs.push_back({"two.txt", *make_sealed("two", "second")});
    job.standard_input = *make_sealed("in", "third");
    EXPECT_EQ(log_of(std::move(job)),
              "first second third\nRead-only file system\n['one', 'two.txt']\n");
}

TEST_F(SandboxTest, an_input_may_be_used_by_several_jobs_at_once) {
    const auto shared = *make_sealed("shared", std::string(5'000'000, 'x'));
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([this, &shared] {
            auto job = python_job("print(len(open('/job/data').read()))");
            job.inputs.push_back({"data", base::FileHandle(::dup(shared.get()))});  // NOLINT
            EXPECT_EQ(log_of(std::move(job)), "5000000\n");
        });
}

TEST_F(SandboxTest, the_environment_is_fixed_but_for_the_jobs_own_variables) {
    auto job = python_job("import os\nfor item in sorted(os.environ.items()): print(*item)");
    job.environment = {{"TZ", "Europe/Berlin"}, {"OWN", "value"}};
    job.cpus = 1;
    job.hash_seed = 7;
    job.source_date_epoch = 1'600'000'000;
    EXPECT_EQ(
        log_of(std::move(job)),
        "CARGO_NET_OFFLINE true\nCMAKE_BUILD_PARALLEL_LEVEL 1\nGOFLAGS -mod=vendor -trimpath\n"
        "GOPROXY off\nHOME /build/home\nLANG C.UTF-8\nLC_ALL C.UTF-8\nLOGNAME build\n"
        "MAKEFLAGS -j1\nOWN value\nPATH /usr/bin:/bin\nPIP_NO_INDEX 1\nPWD /build\n"
        "PYTHONDONTWRITEBYTECODE 1\nPYTHONHASHSEED 7\nPYTHONNOUSERSITE 1\n"
        "SOURCE_DATE_EPOCH 1600000000\nTMPDIR /build/tmp\nTZ Europe/Berlin\nUSER build\n");
}

TEST_F(SandboxTest, identity_place_and_processors_are_the_same_everywhere) {
    auto job = python_job(
        "import os, socket\n"
        "print(os.getresuid(), os.getresgid(), socket.gethostname(), os.getcwd())\n"
        "print(oct(os.umask(0)), len(os.sched_getaffinity(0)), os.getpid() < 5)\n"
        "print(sorted(os.listdir('/build')))\n");
    job.cpus = 1;
    EXPECT_EQ(log_of(std::move(job)),
              "(1000, 1000, 1000) (1000, 1000, 1000) spokeshave /build\n"
              "0o22 1 True\n['home', 'tmp']\n");
}

TEST_F(SandboxTest, hides_what_is_no_part_of_the_toolchain) {
    auto job =
        python_job("import os\nprint(os.listdir('/usr/local'), os.listdir('/usr/lib/python3'))");
    job.hidden = {"/usr/lib/python3"};
    EXPECT_EQ(log_of(std::move(job)), "[] []\n");
}

TEST_F(SandboxTest, shows_the_tools_read_only) {
    const auto folder = *base::TemporaryFolder::make("sandbox-tools");
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    ASSERT_TRUE(base::write_file_atomically(folder.path() / "tool", "a tool"));
    Settings settings;
    settings.tools = folder.path();
    auto done =
        Runner(settings).run(python_job("print(open('/tools/tool').read())\n"
                                        "try: open('/tools/tool', 'w')\n"
                                        "except OSError as error: print(error.strerror)\n"));
    ASSERT_TRUE(done.has_value()) << done.error().describe();
    EXPECT_EQ(text_of(done->log), "a tool\nRead-only file system\n");
}

TEST_F(SandboxTest, a_compiler_works_inside) {
    if (!std::filesystem::exists("/usr/bin/gcc")) GTEST_SKIP() << "there is no gcc here";
    Job job;
    job.arguments = {"/bin/sh", "-c",
                     "printf '#include <stdio.h>\\nint main(void){puts(\"compiled\");}' > a.c && "
                     "cc -O1 a.c -o a && ./a"};
    EXPECT_EQ(log_of(std::move(job)), "compiled\n");
}

TEST_F(SandboxTest, says_what_is_wrong_with_the_settings) {
    Settings settings;
    settings.tools = "/no/such/folder";
    const auto no_tools = Runner(settings).run(python_job(""));
    ASSERT_FALSE(no_tools.has_value());
    EXPECT_EQ(no_tools.error().code, ErrorCode::unavailable);
    EXPECT_NE(no_tools.error().message.find("/no/such/folder"), std::string::npos);
}

TEST_F(SandboxTest, refuses_jobs_that_can_not_be_meant) {
    const auto code = [](Job job) {
        return runner_->run(std::move(job)).error().code;
    };
    EXPECT_EQ(code({}), ErrorCode::invalid);
    auto job = python_job("");
    job.inputs.push_back({"../etc/passwd", *make_sealed("x", "")});
    EXPECT_EQ(code(std::move(job)), ErrorCode::invalid);
    job = python_job("");
    job.hidden = {"/usr/../etc"};
    EXPECT_EQ(code(std::move(job)), ErrorCode::invalid);
    job = python_job("");
    job.environment = {{"LD_PRELOAD", "/build/x.so"}};
    EXPECT_EQ(code(std::move(job)), ErrorCode::invalid);
    job = python_job("");
    job.working_folder = "build";
    EXPECT_EQ(code(std::move(job)), ErrorCode::invalid);
}

TEST(Sandbox, says_whether_it_can_work_here) {
    if (base::running_as_root()) GTEST_SKIP() << "a sandbox never runs as root";
    EXPECT_TRUE(Sandbox(Settings{}).check_available());
    Settings settings;
    settings.bubblewrap = "/no/such/bwrap";
    EXPECT_EQ(Sandbox(settings).check_available().error().code, ErrorCode::not_found);
}

TEST(Sandbox, works_for_a_builder_that_is_nicer_than_its_jobs) {
    if (base::running_as_root()) GTEST_SKIP() << "a sandbox never runs as root";
    std::jthread nice_thread([] {  // niceness is a thread's on Linux
        ASSERT_EQ(::setpriority(PRIO_PROCESS, 0, 15), 0);
        EXPECT_TRUE(Sandbox(Settings{}).check_available());
    });
}

TEST(Sandbox, leaves_no_dead_process_behind) {
    if (base::running_as_root()) GTEST_SKIP() << "a sandbox never runs as root";
    Sandbox sandbox({});
    ASSERT_TRUE(sandbox.check_available());
    siginfo_t info{};
    EXPECT_EQ(::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(Sandbox, F4_refuses_to_run_as_root) {
    if (!base::running_as_root()) GTEST_SKIP() << "this needs root";
    const auto refused = Sandbox(Settings{}).check_available();
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::denied);
    EXPECT_NE(refused.error().message.find("start a sandbox as root"), std::string::npos);
}

/// The other column of the matrix {root, plain user} x {fork bomb, memory, disk, inherited
/// descriptor, network, kill}: what root's tests see through a builder that was given another user,
/// a plain user sees in a process of his own.
TEST(Sandbox, all_of_this_holds_for_a_plain_user_too) {
    if (!base::running_as_root()) GTEST_SKIP() << "we are a plain user";
    base::SpawnOptions options;
    options.err = 2;
    options.out = 2;
    auto again = tests::start_again("SandboxTest.*:HostileJobs.*:Sandbox.*-Sandbox.all_*", options);
    ASSERT_TRUE(again.has_value()) << again.error().describe();
    EXPECT_TRUE(again->wait()->succeeded());
}

}  // namespace spoke::sandbox
