#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "sandbox/job.hpp"

namespace spoke::sandbox {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// The environment of a job: the fixed part, which makes builds repeatable and offline, with the
/// job's own variables over it. `cpus` is how many the job may use.
Result<Environment> environment_of(const Job& job, unsigned cpus);

}  // namespace spoke::sandbox
