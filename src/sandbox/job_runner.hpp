#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "base/time.hpp"
#include "sandbox/job.hpp"
#include "sandbox/limits.hpp"

namespace spoke::sandbox {

/// Runs one job to its end, here (Sandbox) or in the builder's process (RemoteBuilder). Blocks;
/// may be called from several threads at once. When it returns, nothing of the job is left. A stop
/// request kills the job: `cancelled` in the result.
class JobRunner {
public:
    virtual ~JobRunner() = default;
    virtual Result<JobResult> run(Job job, const Limits& limits, base::Deadline deadline,
                                  std::stop_token stop = {}) = 0;
};

}  // namespace spoke::sandbox
