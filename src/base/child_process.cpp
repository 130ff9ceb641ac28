#include "base/child_process.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

namespace spoke::base {
namespace {

std::chrono::milliseconds time_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::milliseconds(time.tv_usec / 1000);
}

ExitStatus status_of(int raw, const rusage& usage) {
    ExitStatus out;
    if (WIFSIGNALED(raw))
        out.signal = WTERMSIG(raw);
    else
        out.code = WEXITSTATUS(raw);
    out.cpu = time_of(usage.ru_utime) + time_of(usage.ru_stime);
    return out;
}

int poll_time(Deadline deadline) {
    if (deadline.at() == Deadline::never().at()) return -1;
    return static_cast<int>(std::min<std::int64_t>(deadline.left().count(), INT_MAX));
}

}  // namespace

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      ended_(std::exchange(other.ended_, std::nullopt)) {}

ChildProcess::~ChildProcess() {
    if (pid_ < 0 || ended_) return;
    kill_group();
    const auto reaped = wait();
    static_cast<void>(reaped);
}

Result<std::optional<ExitStatus>> ChildProcess::wait(Deadline deadline) {
    while (!ended_) {
        pollfd waiting{pidfd_.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, poll_time(deadline));
        if (ready < 0 && errno != EINTR) return fail(error_from_errno(errno, "poll"));
        if (ready == 0 && deadline.passed()) return std::nullopt;
        if (ready <= 0) continue;
        int raw = 0;
        rusage usage{};
        const auto got = ::wait4(pid_, &raw, WNOHANG, &usage);
        if (got < 0 && errno != EINTR) return fail(error_from_errno(errno, "wait4"));
        if (got == pid_) ended_ = status_of(raw, usage);
    }
    return ended_;
}

Result<ExitStatus> ChildProcess::wait() {
    SPOKE_TRY(auto ended, wait(Deadline::never()));
    if (!ended) return fail(ErrorCode::internal, "the child has not ended");
    return *ended;
}

Result<void> ChildProcess::signal(int number) {
    if (ended_) return ok();
    if (::syscall(SYS_pidfd_send_signal, pidfd_.get(), number, nullptr, 0U) != 0 && errno != ESRCH)
        return fail(error_from_errno(errno, "sending a signal to a child"));
    return ok();
}

void ChildProcess::kill_group() {
    // Once reaped, the number may belong to somebody else.
    if (pid_ > 0 && !ended_) ::kill(-pid_, SIGKILL);
}

}  // namespace spoke::base
