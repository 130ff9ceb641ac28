#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/file.hpp"
#include "blobs/blob_store.hpp"
#include "factory/build/job.hpp"
#include "factory/build/log_book.hpp"
#include "factory/settings.hpp"
#include "factory/staged.hpp"
#include "sandbox/job_runner.hpp"

namespace spoke::factory {

/// What jobs run with. Kept by reference; made for one build.
struct Workshop {
    sandbox::JobRunner& sandbox;
    blobs::BlobStore& blobs;
    const Settings& settings;
    LogBook& log;
    std::stop_token stop;
};

/// How one run differs from its twin (W13), beside what the job itself says.
struct RunVariant {
    unsigned cpus = 0;
    unsigned hash_seed = 0;
    std::uint64_t epoch = 0;
};

/// Runs a job in a sandbox of its own and takes its result apart. A broken limit, a failed step or
/// a result out of form is a Stop with its class, found in this job's log alone. `source` is the
/// clean tar of the tree, or nothing for jobs that need none.
Staged<JobResult> run_job(Workshop& workshop, const Job& job, const base::FileHandle* source,
                          const RunVariant& variant);

}  // namespace spoke::factory
