#pragma once

#include <cstddef>

#include "base/caller.hpp"
#include "base/channel.hpp"
#include "sandbox/job_runner.hpp"

namespace spoke::sandbox {

/// The builder's loop: answers the questions on the channel by running jobs, `at_once` of them at a
/// time, until the peer closes; then the running jobs are killed. It returns bytes, a log and how
/// the job ended, nothing else (threats.md F3): no word of it is believed on the other side.
Result<void> serve_builder(base::Channel channel, JobRunner& runner, std::size_t at_once);

/// The server's side: the same interface over the channel.
class RemoteBuilder final : public JobRunner {
public:
    explicit RemoteBuilder(base::Channel channel);

    Result<JobResult> run(Job job, const Limits& limits, base::Deadline deadline,
                          std::stop_token stop = {}) override;

private:
    base::Caller caller_;
};

}  // namespace spoke::sandbox
