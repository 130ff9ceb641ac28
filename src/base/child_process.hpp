#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <utility>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::base {

/// How a child ended.
struct ExitStatus {
    int code = 0;    ///< meaningful where signal is 0
    int signal = 0;  ///< the signal that ended it, or 0
    std::chrono::milliseconds cpu{
        0};  ///< user and system time of it and of the children it waited for

    bool succeeded() const { return signal == 0 && code == 0; }
};

/// A child that spawn() started. It has one owner, which may hand it to another thread; only one
/// thread uses it at a time. Destroyed while it runs, the child's process group is killed and
/// the child is reaped: no child outlives its owner.
class ChildProcess {
public:
    ChildProcess(pid_t pid, FileHandle pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();

    pid_t pid() const { return pid_; }
    /// Readable (poll) once the child has ended.
    int pidfd() const { return pidfd_.get(); }

    /// Nothing where the deadline passed first. After the end it answers the same again.
    Result<std::optional<ExitStatus>> wait(Deadline deadline);
    /// Waits without a deadline.
    Result<ExitStatus> wait();

    /// To the child alone. No error where it has ended already.
    Result<void> signal(int number);
    /// SIGKILL to every process of its group. A process that left the group is not reached: only
    /// a pid namespace holds those (sandbox/).
    void kill_group();

private:
    pid_t pid_ = -1;
    FileHandle pidfd_;
    std::optional<ExitStatus> ended_;
};

}  // namespace spoke::base
