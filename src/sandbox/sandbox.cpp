#include "sandbox/sandbox.hpp"

#include <sys/prctl.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "base/identity.hpp"
#include "sandbox/bubblewrap.hpp"
#include "sandbox/running_job.hpp"

namespace spoke::sandbox {
namespace {

constexpr auto k_check_time = std::chrono::seconds(20);

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
