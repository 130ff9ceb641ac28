#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>

#include "base/caller.hpp"
#include "base/channel.hpp"
#include "base/guarded.hpp"
#include "sandbox/job_runner.hpp"

namespace spoke::sandbox {

/// The server's side of a builder's channel. `at_once` is the number that the builder was started
/// with: further calls wait for their turn, within their deadline. What the builder returns is
/// checked to be sealed and within the limits; what it says is no more than a claim.
class RemoteBuilder final : public JobRunner {
public:
    RemoteBuilder(base::Channel channel, std::size_t at_once);

    Result<JobResult> run(Job job, const Limits& limits, base::Deadline deadline,
                          std::stop_token stop = {}) override;

private:
    struct State {
        std::size_t running = 0;
        std::uint64_t next = 1;
    };
    Result<std::uint64_t> take_turn(base::Deadline deadline, const std::stop_token& stop);
    void end_turn();

    std::size_t at_once_;
    base::Guarded<State> state_;
    std::condition_variable_any freed_;
    base::Caller caller_;
};

}  // namespace spoke::sandbox
