#pragma once

#include <filesystem>
#include <string>

#include "sandbox/job_runner.hpp"

namespace spoke::sandbox {

struct Settings {
    std::string bubblewrap = "/usr/bin/bwrap";
    std::filesystem::path tools;  ///< mounted at /tools; empty: none
    /// Where the machine's available memory falls below this, the job goes before the machine does:
    /// memory that no process maps (sockets, pipes) is seen here only.
    std::uint64_t host_memory_floor = 256 * k_mebibyte;
};

/// Runs jobs in name spaces of their own by bubblewrap, watched by this process. Never as root: a
/// sandbox that root starts maps its user to the host's root, and process limits do not hold
/// (threats.md F4). Root starts the builder as another user first (base::identity_of) and talks to
/// it by RemoteBuilder.
/// docs/decisions/0007-sandbox.md says what holds and what does not.
class Sandbox final : public JobRunner {
public:
    /// Makes this process the one that adopts its descendants' orphans (PR_SET_CHILD_SUBREAPER).
    explicit Sandbox(Settings settings);

    Result<JobResult> run(Job job, const Limits& limits, base::Deadline deadline,
                          std::stop_token stop = {}) override;

    /// Runs /usr/bin/true: `unavailable` with what to change on this machine where it can't work,
    /// for instance where unprivileged user namespaces are forbidden.
    Result<void> check_available();

private:
    Settings settings_;
};

}  // namespace spoke::sandbox
