#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/child_process.hpp"
#include "base/identity.hpp"
#include "base/result.hpp"

namespace spoke::base {

struct ResourceLimit {
    int resource = 0;  ///< RLIMIT_NOFILE, …
    rlim_t value = 0;  ///< soft and hard
};

/// What to start and with which rights. Descriptors stay the caller's.
struct SpawnOptions {
    std::vector<std::string>
        arguments;  ///< arguments[0] is the path of the program: no PATH search
    std::vector<std::pair<std::string, std::string>> environment;  ///< all of it; none is inherited
    std::string working_folder;                                    ///< empty: the parent's

    int in = -1;  ///< -1: /dev/null; also out and err
    int out = -1;
    int err = -1;
    /// Descriptors that the child gets besides 0, 1 and 2: {ours, the number it has there (≥ 3)}.
    std::vector<std::pair<int, int>> kept;

    /// Drops to this user and group, with no supplementary groups, for good (checked). Needs root.
    std::optional<Identity> identity;
    std::vector<ResourceLimit> limits;
    mode_t creation_mask = 022;
    unsigned cpu_count = 0;  ///< the first so many of the CPUs that we may use; 0: all

    /// The child is killed when the *thread* that called spawn() ends (PR_SET_PDEATHSIG is bound to
    /// it): call from a thread that stays.
    enum class WhenParentDies { dies_too, lives_on } when_parent_dies = WhenParentDies::dies_too;
};

/// The only place that forks and executes (threats.md F4). The child has every descriptor from 3
/// on closed except `kept`, default signal handling with nothing blocked, no_new_privs, a session
/// and process group of its own, and the given environment only. An error means that the
/// program did not start: it names the step. May be called from any thread.
Result<ChildProcess> spawn(const SpawnOptions& options);

/// Runs a helper program to its end with nothing as input; output (both streams) up to `limit`
/// bytes. At the deadline its group is killed and the answer is `timeout`.
struct CommandOutput {
    ExitStatus status;
    std::string text;
};
Result<CommandOutput> run_command(SpawnOptions options, std::size_t limit, Deadline deadline);

}  // namespace spoke::base
