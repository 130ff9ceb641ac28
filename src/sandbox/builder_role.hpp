#pragma once

#include <cstddef>

#include "base/channel.hpp"
#include "sandbox/job_runner.hpp"

namespace spoke::sandbox {

/// The builder's loop: answers the questions on the channel by running jobs, at most `at_once` at a
/// time (`exhausted` above), until the peer closes; then the running jobs are killed. It returns
/// bytes, a log and how the job ended, nothing else (threats.md F3): the other side believes no
/// word of it.
Result<void> serve_builder(base::Channel channel, JobRunner& runner, std::size_t at_once);

}  // namespace spoke::sandbox
