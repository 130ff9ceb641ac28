#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "unit/sandbox/sandbox_fixture.hpp"

namespace spoke::sandbox {

using namespace std::chrono_literals;

namespace {

/// A word that only this job's processes have on their command lines.
std::string new_mark() {
    static int count = 0;
    return "spokeshave-mark-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

std::size_t processes_with(const std::string& mark) {
    std::size_t out = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "cmdline", std::ios::binary);
        const std::string line((std::istreambuf_iterator<char>(file)), {});
        if (line.find(mark) != std::string::npos) ++out;
    }
    return out;
}

bool becomes(const auto& condition) {
    for (int i = 0; i < 500; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

Job marked(Job job, const std::string& mark) {
    job.arguments.push_back(mark);
    return job;
}

}  // namespace

/// After each hostile job the caller goes on: the next job runs as if nothing had been.
class HostileJobs : public SandboxTest {
protected:
    void TearDown() override {
        if (!IsSkipped()) EXPECT_EQ(log_of(python_job("print('well')")), "well\n");
    }

    /// Runs it, and proves that none of its processes is left.
    JobResult survive(const std::string& program, const Limits& limits = small_limits(),
                      std::chrono::milliseconds time = 20s) {
        const auto mark = new_mark();
        auto done = run(marked(python_job(program), mark), limits, time);
        EXPECT_EQ(processes_with(mark), 0U);
        return done;
    }
};

// Forks without end.

TEST_F(HostileJobs, forks_without_end) {
    const auto done = survive(
        "import os\n"
        "while True:\n"
        "    try: os.fork()\n"
        "    except OSError: pass\n");
    EXPECT_TRUE(done.too_many_tasks) << done.describe();
    EXPECT_LE(done.task_peak, small_limits().tasks * 3 / 2) << "the kernel's limit holds as well";
    EXPECT_LT(done.wall_ms, 10'000);
}

/// Hundreds of processes that fork all the time hold the locks that a closer look at their memory
/// waits for: the look-out for tasks and time must not wait with it.
TEST_F(HostileJobs, forks_without_end_under_wide_limits) {
    const auto done = survive(
        "import os\n"
        "while True:\n"
        "    try: os.fork()\n"
        "    except OSError: pass\n",
        Limits{}, 30s);
    EXPECT_TRUE(done.too_many_tasks) << done.describe();
    EXPECT_LT(done.wall_ms, 25'000);
}

TEST_F(HostileJobs, ends_in_time_while_its_memory_is_hard_to_measure) {
    auto limits = small_limits();
    limits.tasks = 400;
    const auto done = survive(
        "import os\n"
        "for i in range(7): os.fork()\n"  // 128 processes that go on forking
        "while True:\n"
        "    if os.fork() == 0: os._exit(0)\n"
        "    os.wait()\n",
        limits, 3s);
    EXPECT_TRUE(done.timed_out || done.out_of_memory) << done.describe();
    EXPECT_LT(done.wall_ms, 20'000);
}

TEST_F(HostileJobs, forks_without_end_into_sessions_of_their_own) {
    const auto done = survive(
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "while True:\n"
        "    try:\n"
        "        if os.fork() == 0: os.setsid()\n"
        "    except OSError: pass\n");
    EXPECT_TRUE(done.too_many_tasks) << done.describe();
}

TEST_F(HostileJobs, starts_threads_without_end) {
    const auto done = survive(
        "import threading, time\n"
        "while True:\n"
        "    try: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "    except RuntimeError: pass\n");
    EXPECT_TRUE(done.too_many_tasks) << done.describe();
}

// Eats memory.

TEST_F(HostileJobs, eats_memory) {
    const auto done = survive(
        "hoard = []\n"
        "while True: hoard.append(bytearray(b'x') * 4_000_000)\n");
    EXPECT_TRUE(done.out_of_memory) << done.describe();
    EXPECT_LT(done.memory_peak, 4 * small_limits().memory_bytes);
    EXPECT_LT(done.wall_ms, 10'000);
}

TEST_F(HostileJobs, eats_memory_in_many_processes) {
    const auto done = survive(
        "import os, time\n"
        "for i in range(30):\n"
        "    if os.fork() == 0:\n"
        "        hoard = bytearray(b'x') * 40_000_000\n"
        "        time.sleep(60)\n"
        "time.sleep(60)\n");
    EXPECT_TRUE(done.out_of_memory) << done.describe();
}

TEST_F(HostileJobs, eats_shared_memory) {
    const auto done = survive(
        "import mmap\n"
        "hoard = []\n"
        "while True:\n"
        "    hoard.append(mmap.mmap(-1, 4_000_000))\n"
        "    hoard[-1].write(b'x' * 4_000_000)\n");
    EXPECT_TRUE(done.out_of_memory) << done.describe();
}

TEST_F(HostileJobs, memory_shared_by_children_is_counted_once) {
    const auto done = survive(
        "import os, time\n"
        "hoard = bytearray(b'x') * 200_000_000\n"
        "for i in range(10):\n"
        "    if os.fork() == 0:\n"
        "        time.sleep(1)\n"
        "        os._exit(0)\n"
        "for i in range(10): os.wait()\n");
    EXPECT_TRUE(done.succeeded()) << done.describe();
}

TEST_F(HostileJobs, memory_without_a_size_can_not_be_had) {
    const auto text = log_of(
        python_job("import os, ctypes, errno\n"
                   "libc = ctypes.CDLL(None, use_errno=True)\n"
                   "try: os.memfd_create('x')\n"
                   "except OSError as error: print(errno.errorcode[error.errno])\n"
                   "print(libc.shmget(0, 4096, 0o1600), errno.errorcode[ctypes.get_errno()])\n"));
    EXPECT_EQ(text, "ENOSYS\n-1 ENOSYS\n");
}

// Fills the disk.

TEST_F(HostileJobs, fills_the_disk) {
    const auto done = survive(
        "with open('/build/large', 'wb', 0) as file:\n"
        "    while True: file.write(b'x' * 1_000_000)\n");
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_TRUE(done.disk_full) << done.describe();
    EXPECT_NE(text_of(done.log).find("No space left"), std::string::npos);
}

TEST_F(HostileJobs, fills_every_place_that_takes_a_byte) {
    const auto done = survive(
        "import os\n"
        "places = []\n"
        "for root, folders, files in os.walk('/'):\n"
        "    if root == '/': folders[:] = [f for f in folders if f not in ('proc', 'usr')]\n"
        "    try:\n"
        "        with open(root + '/hoard', 'wb', 0) as file:\n"
        "            places.append(root)\n"
        "            while True: file.write(b'x' * 1_000_000)\n"
        "    except OSError: pass\n"
        "print(sorted(places))\n");
    EXPECT_TRUE(done.succeeded()) << done.describe();
    EXPECT_TRUE(done.disk_full);
    EXPECT_EQ(text_of(done.log), "['/build', '/build/home', '/build/tmp', '/dev/shm', '/tmp']\n");
    EXPECT_LT(done.memory_peak, 256 * k_mebibyte) << "/build, /tmp and /dev/shm have sizes";
}

TEST_F(HostileJobs, what_stands_on_its_file_systems_is_memory_too) {
    auto limits = small_limits();
    limits.memory_bytes = 48 * k_mebibyte;
    const auto done = survive(
        "import time\n"
        "open('/build/large', 'wb').write(b'x' * 60_000_000)\n"
        "time.sleep(60)\n",
        limits);
    EXPECT_TRUE(done.out_of_memory) << done.describe();
}

TEST_F(HostileJobs, makes_files_without_end) {
    auto limits = small_limits();
    limits.memory_bytes = 64 * k_mebibyte;
    const auto done = survive(
        "i = 0\n"
        "while True:\n"
        "    open(f'/build/{i}', 'w').close()\n"
        "    i += 1\n",
        limits);
    EXPECT_TRUE(done.out_of_memory) << done.describe();
}

TEST_F(HostileJobs, writes_one_large_file) {
    auto limits = small_limits();
    limits.file_bytes = k_mebibyte;
    const auto done = survive(
        "import signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "open('/build/large', 'wb').write(b'x' * 2_000_000)\n",
        limits);
    EXPECT_EQ(done.signal, SIGXFSZ) << done.describe();
}

// Uses inherited descriptors and reads outside its tree.

TEST_F(HostileJobs, F4_reads_what_its_callers_have_open) {
    const auto folder = *base::TemporaryFolder::make("hostile");
    ASSERT_TRUE(base::write_file_atomically(folder.path() / "secret", "the key", 0600));
    const base::FileHandle secret(  // inheritable, as a careless caller leaves it
        ::open((folder.path() / "secret").c_str(), O_RDONLY));  // NOLINT
    ASSERT_TRUE(secret.valid());
    const auto text =
        log_of(python_job("import os\n"
                          "numbers = []\n"
                          "for fd in range(3, 1024):\n"
                          "    try: os.fstat(fd)\n"
                          "    except OSError: continue\n"
                          "    numbers.append(fd)\n"
                          "print(numbers)\n"
                          "for pid in [name for name in os.listdir('/proc') if name.isdigit()]:\n"
                          "    for fd in os.listdir(f'/proc/{pid}/fd'):\n"
                          "        try: link = os.readlink(f'/proc/{pid}/fd/{fd}')\n"
                          "        except FileNotFoundError: continue\n"
                          "        if not link.startswith(('/dev/null', 'pipe:', '/proc/', "
                          "'anon_inode:')): print(pid, fd, link)\n"));
    EXPECT_EQ(text, "[3]\n");
}

TEST_F(HostileJobs, F4_reads_outside_its_tree) {
    const auto folder = *base::TemporaryFolder::make("hostile");
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    ASSERT_TRUE(base::write_file_atomically(folder.path() / "catalog", "rows", 0644));
    auto job = python_job(
        "import os, sys\n"
        "for path in (sys.argv[1], '/etc/shadow', '/root', '/home', '/var', '/run', '/sys', "
        "'/opt',\n"
        "             '/proc/1/root' + sys.argv[1], '/proc/1/cwd/../root', '/etc/machine-id'):\n"
        "    try: os.stat(path); print('sees', path)\n"
        "    except OSError: pass\n"
        "print(sorted(os.listdir('/')))\n"
        "print(sorted(os.listdir('/etc')))\n"
        "print(os.listdir('/proc/1/root') == os.listdir('/'))\n");
    job.arguments.push_back(folder.path() / "catalog");
    EXPECT_EQ(
        log_of(std::move(job)),
        "['bin', 'build', 'dev', 'etc', 'job', 'lib', 'lib64', 'proc', 'sbin', 'tmp', 'usr']\n"
        "['alternatives', 'group', 'hosts', 'ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', "
        "'localtime', 'nsswitch.conf', 'passwd']\nTrue\n");
}

TEST_F(HostileJobs, F4_sees_no_process_but_its_own) {
    EXPECT_EQ(
        log_of(python_job("import os\n"
                          "print(sorted(int(n) for n in os.listdir('/proc') if n.isdigit()))\n"
                          "print(b'--ro-' + b'bind' in open('/proc/1/cmdline', 'rb').read())\n")),
        "[1, 2]\nFalse\n");
}

TEST_F(HostileJobs, F4_gains_no_right) {
    const auto text = log_of(
        python_job("import ctypes, errno, os, socket, fcntl\n"
                   "libc = ctypes.CDLL(None, use_errno=True)\n"
                   "def say(name, done):\n"
                   "    print(name, 'done' if done >= 0 else errno.errorcode[ctypes.get_errno()])\n"
                   "say('user name space', libc.unshare(0x10000000))\n"
                   "say('mount', libc.mount(b'x', b'/tmp', b'tmpfs', 0, None))\n"
                   "say('bpf', libc.syscall(321, 0, 0, 0))\n"
                   "say('clone3', libc.syscall(435, 0, 0))\n"
                   "say('keys', libc.syscall(250, 0, 0, 0))\n"
                   "say('uid 0', libc.setuid(0))\n"
                   "try: socket.socket(40, 1)\n"
                   "except OSError as error: print('vsock', errno.errorcode[error.errno])\n"
                   "try: socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
                   "except OSError as error: print('packet', errno.errorcode[error.errno])\n"
                   "for line in open('/proc/self/status'):\n"
                   "    if line.startswith(('CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp:')): "
                   "print(*line.split())\n"));
    EXPECT_EQ(
        text,
        "user name space EPERM\nmount EPERM\nbpf EPERM\nclone3 ENOSYS\nkeys EPERM\nuid 0 EINVAL\n"
        "vsock EAFNOSUPPORT\npacket EAFNOSUPPORT\nCapEff: 0000000000000000\n"
        "CapBnd: 0000000000000000\nNoNewPrivs: 1\nSeccomp: 2\n");
}

// Reaches for the network.

TEST_F(HostileJobs, reaches_for_the_network) {
    const auto done = survive(
        "import socket\n"
        "for family, address in ((socket.AF_INET, ('192.0.2.1', 80)), (socket.AF_INET6, "
        "('2001:db8::1', 80))):\n"
        "    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\n"
        "        with socket.socket(family, kind) as s:\n"
        "            try: s.connect(address)\n"
        "            except OSError as error: print(error.strerror)\n"
        "try: socket.getaddrinfo('example.org', 443)\n"
        "except OSError as error: print('no name')\n");
    EXPECT_TRUE(done.succeeded()) << done.describe();
    EXPECT_EQ(text_of(done.log),
              "Network is unreachable\nNetwork is unreachable\nNetwork is unreachable\n"
              "Network is unreachable\nno name\n");
    EXPECT_GE(done.network_attempts, 3U);
    EXPECT_GE(done.name_lookups, 1U);
}

TEST_F(HostileJobs, its_own_loopback_device_works_and_is_no_attempt) {
    const auto done = survive(
        "import socket, threading\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "client = socket.create_connection(server.getsockname())\n"
        "server.accept()[0].sendall(b'hello')\n"
        "print(client.recv(5).decode())\n");
    EXPECT_EQ(text_of(done.log), "hello\n");
    EXPECT_EQ(done.network_attempts, 0U);
    EXPECT_EQ(done.name_lookups, 0U);
}

// Hangs, and does not want to die.

TEST_F(HostileJobs, hangs) {
    const auto done = survive("import time\ntime.sleep(60)", small_limits(), 400ms);
    EXPECT_TRUE(done.timed_out) << done.describe();
    EXPECT_LT(done.wall_ms, 5'000);
}

TEST_F(HostileJobs, hangs_with_children_that_hide_and_ignore_signals) {
    const auto done = survive(
        "import os, signal, time\n"
        "for number in range(1, 65):\n"
        "    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "for i in range(5):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork(): os._exit(0)\n"
        "        for fd in (0, 1, 2, 3): os.close(fd)\n"
        "        while True: pass\n"
        "time.sleep(60)\n",
        small_limits(), 700ms);
    EXPECT_TRUE(done.timed_out) << done.describe();
}

TEST_F(HostileJobs, leaves_a_process_behind) {
    const auto done = survive(
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    time.sleep(60)\n");
    EXPECT_TRUE(done.succeeded()) << done.describe();
    EXPECT_LT(done.wall_ms, 5'000);
}

TEST_F(HostileJobs, kills_all_that_it_can_reach) {
    const auto done = survive("import os\nos.kill(1, 9)\nos.kill(1, 15)\nos.kill(-1, 9)\n");
    EXPECT_FALSE(done.timed_out);
}

TEST_F(HostileJobs, is_stopped) {
    const auto mark = new_mark();
    std::stop_source source;
    std::jthread stopper([&] {
        EXPECT_TRUE(becomes([&] { return processes_with(mark) > 0; }));
        source.request_stop();
    });
    const auto done = runner_->run(marked(python_job("import time; time.sleep(60)"), mark),
                                   small_limits(), 30s, source.get_token());
    ASSERT_TRUE(done.has_value()) << done.error().describe();
    EXPECT_TRUE(done->cancelled);
    EXPECT_LT(done->wall_ms, 10'000);
    EXPECT_EQ(processes_with(mark), 0U);
}

// Prints gigabytes.

TEST_F(HostileJobs, prints_a_gigabyte) {
    const auto done = survive(
        "import os\n"
        "os.write(1, b'first\\n')\n"
        "for i in range(1024): os.write(1, b'x' * 1_048_576)\n"
        "os.write(1, b'\\nlast\\n')\n");
    EXPECT_TRUE(done.succeeded()) << done.describe();
    EXPECT_LE(done.log_bytes, small_limits().log_head_bytes + small_limits().log_tail_bytes + 100);
    EXPECT_EQ(done.log_dropped,
              (1U << 30) + 12 - small_limits().log_head_bytes - small_limits().log_tail_bytes);
    const auto text = text_of(done.log);
    EXPECT_TRUE(text.starts_with("first\n"));
    EXPECT_TRUE(text.ends_with("\nlast\n"));
    EXPECT_NE(text.find("bytes of the log are left out"), std::string::npos);
}

TEST_F(HostileJobs, prints_for_ever) {
    const auto done =
        survive("import os\nwhile True: os.write(2, b'x' * 65536)\n", small_limits(), 700ms);
    EXPECT_TRUE(done.timed_out) << done.describe();
}

TEST_F(HostileJobs, writes_more_output_than_allowed) {
    const auto done = survive("import os\nwhile True: os.write(3, b'x' * 65536)\n");
    EXPECT_TRUE(done.output_overflow) << done.describe();
    EXPECT_LE(done.output_bytes, small_limits().output_bytes);
}

TEST_F(HostileJobs, changes_what_it_has_shared_with_us) {
    const auto done = survive(
        "import fcntl, os\n"
        "for fd in (0, 1, 2, 3):\n"
        "    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND)\n"
        "    try: os.ftruncate(fd, 0)\n"
        "    except OSError: pass\n"
        "print('done')\n");
    EXPECT_EQ(text_of(done.log), "done\n");
}

// The caller is killed.

TEST(Builder, nothing_of_a_job_survives_a_builder_that_is_killed) {
    const auto mark = new_mark();
    auto builder = tests::BuilderProcess::start();
    ASSERT_TRUE(builder.has_value()) << builder.error().describe();
    std::jthread caller([&] {
        const auto done =
            (*builder)->runner().run(marked(python_job("import os, time\n"
                                                       "if os.fork() == 0: os.setsid()\n"
                                                       "time.sleep(60)\n"),
                                            mark),
                                     small_limits(), base::Deadline::after(50s));
        if (!done && done.error().code == ErrorCode::unavailable) return;
        ADD_FAILURE() << (done ? done->describe() : done.error().describe());
    });
    ASSERT_TRUE(becomes([&] { return processes_with(mark) >= 3; }));
    ASSERT_TRUE((*builder)->process().signal(SIGKILL));
    EXPECT_TRUE(becomes([&] { return processes_with(mark) == 0; }));
}

}  // namespace spoke::sandbox
