#include "base/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>

#include "base/spawn_child.hpp"

namespace spoke::base {
namespace {

constexpr int k_first_kept = 3;

Result<void> check(const SpawnOptions& options) {
    if (options.arguments.empty() || options.arguments.front().empty())
        return fail(ErrorCode::invalid, "no program to start");
    std::vector<int> numbers;
    for (const auto& [ours, theirs] : options.kept) {
        if (ours < 0 || theirs < k_first_kept)
            return fail(ErrorCode::invalid, "a kept descriptor has a wrong number");
        numbers.push_back(theirs);
    }
    std::ranges::sort(numbers);
    if (std::ranges::adjacent_find(numbers) != numbers.end())
        return fail(ErrorCode::invalid, "two kept descriptors have one number");
    if (options.identity && options.identity->uid == 0)
        return fail(ErrorCode::invalid, "a child is never given to root");
    if (options.identity && !running_as_root())
        return fail(ErrorCode::denied, "only root can start a program as another user");
    if (!options.identity && running_as_root())
        return fail(ErrorCode::denied, "refusing to start " + options.arguments.front() +
                                           " as root: it needs a user to run as");
    return ok();
}

/// The character pointers that execve wants, made before the fork: the child may not allocate.
class Texts {
public:
    Result<void> add(std::string text) {
        if (text.find('\0') != std::string::npos)
            return fail(ErrorCode::invalid, "an argument or a variable has a NUL in it");
        texts_.push_back(std::move(text));
        return ok();
    }
    char** pointers() {
        pointers_.clear();
        for (auto& text : texts_) pointers_.push_back(text.data());
        pointers_.push_back(nullptr);
        return pointers_.data();
    }

private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};

Result<void> add_all(const SpawnOptions& options, Texts& arguments, Texts& environment) {
    for (const auto& argument : options.arguments) SPOKE_TRY(arguments.add(argument));
    for (const auto& [name, value] : options.environment) {
        if (name.empty() || name.find('=') != std::string::npos)
            return fail(ErrorCode::invalid, "not a variable's name: " + name);
        SPOKE_TRY(environment.add(fmt::format("{}={}", name, value)));
    }
    return ok();
}

std::vector<DescriptorMove> moves_of(const SpawnOptions& options, int nothing) {
    const auto given = [nothing](int fd) {
        return fd >= 0 ? fd : nothing;
    };
    std::vector<DescriptorMove> out{
        {given(options.in), 0, -1}, {given(options.out), 1, -1}, {given(options.err), 2, -1}};
    for (const auto& [ours, theirs] : options.kept) out.push_back({ours, theirs, -1});
    std::ranges::sort(out, {}, &DescriptorMove::to);
    return out;
}

cpu_set_t first_cpus(unsigned count) {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    ::sched_getaffinity(0, sizeof allowed, &allowed);
    for (int cpu = 0, seen = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        if (static_cast<unsigned>(seen++) >= count) CPU_CLR(cpu, &allowed);
    }
    return allowed;
}

struct Pipe {
    FileHandle read;
    FileHandle write;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(error_from_errno(errno, "pipe"));
    return Pipe{FileHandle(ends[0]), FileHandle(ends[1])};
}

/// No handler of ours may run in the child before it has reset them all.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

Result<ChildProcess> fork_child(ChildPlan& plan, Pipe report) {
    plan.report = report.write.get();
    plan.parent = ::getpid();
    pid_t pid = -1;
    {
        const SignalsBlocked blocked;
        pid = ::fork();
        if (pid == 0) run_child(plan);
    }
    if (pid < 0) return fail(error_from_errno(errno, "fork"));
    FileHandle pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
    const int failed = pidfd.valid() ? 0 : errno;
    ChildProcess child(pid, std::move(pidfd));
    if (failed != 0) {
        ::kill(pid, SIGKILL);
        return fail(error_from_errno(failed, "pidfd_open"));
    }
    report.write.reset();
    // Nothing comes when execve closed the other end: the program runs.
    SPOKE_TRY(auto failure, read_all(report.read.get(), sizeof(ChildFailure)));
    if (failure.size() == sizeof(ChildFailure)) {
        const auto what = parse_failure(failure);
        return fail(error_from_errno(
            what.error, std::string("starting ") + plan.arguments[0] + ": " + describe(what.step)));
    }
    return child;
}

}  // namespace

Result<ChildProcess> spawn(const SpawnOptions& options) {
    SPOKE_TRY(check(options));
    Texts arguments;
    Texts environment;
    SPOKE_TRY(add_all(options, arguments, environment));
    const FileHandle nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing.valid()) return fail(error_from_errno(errno, "/dev/null"));
    SPOKE_TRY(auto report, make_pipe());

    auto moves = moves_of(options, nothing.get());
    ChildPlan plan;
    plan.arguments = arguments.pointers();
    plan.environment = environment.pointers();
    plan.working_folder = options.working_folder.empty() ? nullptr : options.working_folder.c_str();
    plan.moves = moves;
    plan.limits = options.limits;
    plan.identity = options.identity ? &*options.identity : nullptr;
    plan.creation_mask = options.creation_mask;
    plan.dies_with_parent = options.when_parent_dies == SpawnOptions::WhenParentDies::dies_too;
    const auto cpus = first_cpus(options.cpu_count);
    plan.cpus = options.cpu_count > 0 ? &cpus : nullptr;
    return fork_child(plan, std::move(report));
}

Result<CommandOutput> run_command(SpawnOptions options, std::size_t limit, Deadline deadline) {
    SPOKE_TRY(auto pipe, make_pipe());
    options.out = pipe.write.get();
    options.err = pipe.write.get();
    SPOKE_TRY(auto child, spawn(options));
    pipe.write.reset();
    CommandOutput out;
    std::array<char, 65536> buffer;
    for (bool open = true; open;) {
        std::array<pollfd, 2> waiting{{{pipe.read.get(), POLLIN, 0}, {child.pidfd(), POLLIN, 0}}};
        const auto span = std::min<std::int64_t>(deadline.left().count(), 1000);
        const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(span));
        if (deadline.passed()) {
            child.kill_group();
            return fail(ErrorCode::timeout, options.arguments.front() + " did not end in time");
        }
        if (ready <= 0) continue;
        if ((waiting[0].revents & (POLLIN | POLLHUP)) == 0) break;  // it ended and said all
        const auto got = ::read(pipe.read.get(), buffer.data(), buffer.size());
        if (got < 0 && errno != EINTR) return fail(error_from_errno(errno, "read"));
        open = got != 0;
        const auto room = limit - std::min(limit, out.text.size());
        if (got > 0) out.text.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
    }
    SPOKE_TRY(auto ended, child.wait(deadline));
    if (!ended) {
        child.kill_group();
        return fail(ErrorCode::timeout, options.arguments.front() + " did not end in time");
    }
    out.status = *ended;
    return out;
}

}  // namespace spoke::base
