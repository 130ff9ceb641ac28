#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/child_process.hpp"
#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "sandbox/bubblewrap.hpp"
#include "sandbox/capture.hpp"
#include "sandbox/job.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/name_space.hpp"

namespace spoke::sandbox {

/// One job from its start to the death of its last process. Used by one thread, which must be the
/// one that started it (bubblewrap dies with that thread). Destroyed early, the job dies.
class RunningJob {
public:
    /// Starts bubblewrap and watches it make the places; the job itself begins in finish(). Where
    /// bubblewrap fails, `unavailable` with its words and what to do.
    static Result<RunningJob> start(BubblewrapCommand command, const Limits& limits,
                                    base::Deadline deadline);
    RunningJob(RunningJob&&) = default;
    RunningJob& operator=(RunningJob&&) = delete;
    ~RunningJob();

    Result<JobResult> finish(base::Deadline deadline, std::uint64_t host_memory_floor,
                             const std::stop_token& stop);

private:
    RunningJob(base::ChildProcess bubblewrap, OutputCapture output, const Limits& limits);

    Result<pid_t> read_first_process(base::Deadline deadline);
    Result<void> attach(base::Deadline deadline);
    std::unexpected<Error> setup_failed(Error cause);

    /// Waits for the streams and the end, and moves what has come; true once all is dead and read.
    Result<bool> pump(std::chrono::milliseconds patience);
    Result<bool> drain(base::FileHandle& stream, std::string_view what);
    Result<void> take(std::string_view what, std::string_view bytes);

    void judge(base::Deadline deadline, std::uint64_t host_memory_floor,
               const std::stop_token& stop);
    void kill();
    Result<JobResult> report(std::chrono::steady_clock::time_point begun);

    Limits limits_;
    base::ChildProcess bubblewrap_;
    NameSpace name_space_;
    LogCapture log_;
    OutputCapture output_;
    std::string status_;  ///< bubblewrap's JSON lines
    base::FileHandle log_stream_;
    base::FileHandle output_stream_;
    base::FileHandle status_stream_;
    base::FileHandle release_;
    JobResult result_;
    std::optional<std::chrono::steady_clock::time_point> killed_;
};

}  // namespace spoke::sandbox
