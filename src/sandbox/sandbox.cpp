#include "sandbox/sandbox.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "base/identity.hpp"
#include "sandbox/bubblewrap.hpp"
#include "sandbox/running_job.hpp"

namespace spoke::sandbox {
namespace {

constexpr auto k_check_time = std::chrono::seconds(20);

/// Jobs are watched through /proc, so it must be that of our own pid name space.
Result<void> check_proc() {
    std::error_code code;
    const auto self = std::filesystem::read_symlink("/proc/self", code);
    if (!code && self == std::to_string(::getpid())) return ok();
    return fail(ErrorCode::unavailable,
                "/proc does not show this process: mount the proc file system of its own pid "
                "namespace");
}

}  // namespace

Sandbox::Sandbox(Settings settings) : settings_(std::move(settings)) {
    // Bubblewrap leaves the first process of its name space to whoever adopts orphans: us, so that
    // it is waited for also where no init does (a container's first process that is `serve`).
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Result<JobResult> Sandbox::run(Job job, const Limits& limits, base::Deadline deadline,
                               std::stop_token stop) {
    if (base::running_as_root())
        return fail(ErrorCode::denied,
                    "refusing to start a sandbox as root: run the builder as another user");
    SPOKE_TRY(check_proc());
    SPOKE_TRY(auto command, BubblewrapCommand::make(settings_, job, limits));
    SPOKE_TRY(auto running, RunningJob::start(std::move(command), limits, deadline));
    return running.finish(deadline, settings_.host_memory_floor, stop);
}

Result<void> Sandbox::check_available() {
    Job job;
    job.arguments = {"/usr/bin/true"};
    auto done = run(std::move(job), Limits{}, base::Deadline::after(k_check_time));
    if (!done) return fail(std::move(done).error());
    if (!done->succeeded())
        return fail(ErrorCode::unavailable,
                    "the sandbox does not work here: a trial run of /usr/bin/true failed; " +
                        done->describe());
    return ok();
}

}  // namespace spoke::sandbox
