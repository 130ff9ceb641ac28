#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/memory_gauge.hpp"
#include "sandbox/process_table.hpp"

namespace spoke::sandbox {

/// What a job uses at one moment.
struct Usage {
    unsigned tasks = 0;        ///< processes and threads
    std::uint64_t memory = 0;  ///< as Limits::memory_bytes counts
    std::chrono::milliseconds cpu{0};
    bool disk_full = false;
};

/// What the empty network name space has refused so far.
struct NetworkUse {
    std::uint64_t attempts = 0;
    std::uint64_t lookups = 0;
};

/// A job's name spaces, seen from outside through the process that is their pid 1. Needs no
/// cgroup and no right but that of the user who started bubblewrap. It holds descriptors, no paths
/// or numbers, so that a process number that is used again can't fool it.
class NameSpace {
public:
    enum class Setup { under_way, done };

    /// Opens what there is to see. `under_way`: bubblewrap is still making the places; ask again.
    /// Limits are set on pid 1 before it starts the job, which inherits them: the process limit
    /// counts per user name space then, so several jobs don't share one count.
    static Result<std::pair<Setup, NameSpace>> attach(pid_t first, const Limits& limits);

    NameSpace() = default;

    /// Readable once every process of the name space is dead: the kernel lets pid 1 end last.
    int ended_descriptor() const { return first_.get(); }
    void kill();
    /// Once it has ended and bubblewrap too: takes the dead process away, which would stay as long
    /// as we run where nobody else does. Answers the processor time of all that it waited for.
    std::chrono::milliseconds reap();

    /// Never waits for the job. Where resident sizes are above the limit, memory is what the gauge
    /// found last; below the limit while it looks, above where it needs too long.
    Usage measure(const Limits& limits);
    NetworkUse network() const;

private:
    std::uint64_t file_system_bytes(bool& full) const;
    std::uint64_t closer_look(const ProcessTable& table, std::uint64_t files, const Limits& limits);

    base::FileHandle first_;      ///< pidfd
    base::FileHandle processes_;  ///< its own /proc
    base::FileHandle network_;
    base::FileHandle network6_;
    std::vector<base::FileHandle> file_systems_;
    std::unique_ptr<MemoryGauge> gauge_;  ///< once needed
    std::chrono::milliseconds cpu_{0};
};

}  // namespace spoke::sandbox
