#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"

namespace spoke::sandbox {

/// Where a job finds its things. Constant, so that what it builds does not vary with the place.
inline constexpr const char* k_build_folder = "/build";  ///< its file system; also `src`, `out`, …
inline constexpr const char* k_home_folder = "/build/home";
inline constexpr const char* k_temporary_folder = "/build/tmp";
inline constexpr const char* k_input_folder = "/job";  ///< inputs, read-only
inline constexpr const char* k_tools_folder =
    "/tools";                                  ///< uv, auditwheel's environment, read-only
inline constexpr int k_output_descriptor = 3;  ///< the one way out: the job writes a tar to it

/// A file that the job can read (a remote builder takes 15 of them a job): at
/// `k_input_folder`/name. Any descriptor that can be read with pread; its bytes are copied before
/// the job starts, so its owner may change it afterwards.
struct Input {
    std::string name;  ///< one path segment
    base::FileHandle file;
};

/// A program to run over foreign bytes. It gets nothing but this: no path of the host but the
/// read-only toolchain (`/usr` without `/usr/local`), no network, no descriptor but 0 to 3.
struct Job {
    std::vector<std::string> arguments;  ///< arguments[0] is an absolute path inside
    /// Added to the fixed environment (sandbox/environment.hpp); a fixed name may be replaced, but
    /// not PATH's kind of lever: names that begin with LD_ are `invalid`.
    std::vector<std::pair<std::string, std::string>> environment;
    std::string working_folder = k_build_folder;
    std::vector<Input> inputs;
    base::FileHandle standard_input;  ///< for descriptor 0, copied as well; else /dev/null
    std::vector<std::string> hidden;  ///< folders below /usr that shall look empty
    std::uint64_t source_date_epoch = 315532800;  ///< 1980-01-01

    // What the second build of a pair has different. The place outside needs no variation: no path
    // of the host's temporary folders exists inside.
    unsigned cpus = 0;  ///< how many CPUs it may use; 0: all
    unsigned hash_seed = 0;
};

/// What came out. It is a report: a job that failed is a result, an error is ours. Everything in
/// `output` and `log` was written by foreign code.
struct JobResult {
    int exit_code = 0;
    int signal = 0;  ///< of the job's first process; also told from exit codes above 128
    bool timed_out = false;
    bool out_of_memory = false;
    bool too_many_tasks = false;
    bool output_overflow = false;
    bool disk_full = false;  ///< a hint: one of its file systems was full at some time
    bool cancelled = false;

    std::int64_t wall_ms = 0;
    std::int64_t cpu_ms = 0;        ///< of the processes that were waited for, else sampled
    std::uint64_t memory_peak = 0;  ///< bytes, sampled, as Limits::memory_bytes counts
    unsigned task_peak = 0;

    /// Tries to reach an address outside (refused by the empty network namespace), and name
    /// look-ups. Counted by the kernel; who and whereto is not seen.
    std::uint64_t network_attempts = 0;
    std::uint64_t name_lookups = 0;

    base::FileHandle output;  ///< a sealed memfd, at offset 0; empty where nothing was written
    std::uint64_t output_bytes = 0;
    base::FileHandle log;  ///< a sealed memfd: head, a line on what was dropped, tail
    std::uint64_t log_bytes = 0;
    std::uint64_t log_dropped = 0;  ///< bytes left out in the middle

    /// It ran to its own end, with exit code 0, within its limits.
    bool succeeded() const;
    /// One sentence on how it ended, for people: the first limit that was broken, else the exit.
    std::string describe() const;
};

}  // namespace spoke::sandbox
