#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/spawn.hpp"
#include "sandbox/job.hpp"
#include "sandbox/limits.hpp"
#include "sandbox/sandbox.hpp"

namespace spoke::sandbox {

/// The descriptors between us and bubblewrap; these are its ends, which we close once it runs.
struct BubblewrapEnds {
    base::FileHandle log;      ///< the job's standard output and error, and bubblewrap's own words
    base::FileHandle output;   ///< the job's descriptor 3
    base::FileHandle status;   ///< bubblewrap's JSON: the process to watch, the exit code
    base::FileHandle release;  ///< bubblewrap waits for a byte here before it starts the job
};

/// Bubblewrap's command line for a job, with the files it needs held open until it was started.
class BubblewrapCommand {
public:
    static Result<BubblewrapCommand> make(const Settings& settings, const Job& job,
                                          const Limits& limits);

    /// What base::spawn() wants; valid while this object and `ends` live.
    base::SpawnOptions spawn_options(const BubblewrapEnds& ends) const;

private:
    BubblewrapCommand() = default;
    void add(std::vector<std::string> words);
    Result<void> add_data(const std::string& path, base::FileHandle file);
    Result<void> add_text(const std::string& path, const char* text);
    void add_name_spaces();
    void add_tmpfs(const std::string& path, std::uint64_t size, const char* mode);
    Result<void> add_host(const Settings& settings, const Job& job);
    Result<void> add_writable_places(const Limits& limits);
    Result<void> add_inputs(const Job& job);

    std::string program_;
    unsigned cpus_ = 0;
    std::vector<std::string>
        options_;  ///< pass by a file: /proc/1/cmdline shows none of them inside
    std::vector<std::string> job_;
    std::vector<base::FileHandle> files_;
    std::vector<std::pair<int, int>> kept_;
    base::FileHandle input_;
    base::FileHandle options_file_;
};

}  // namespace spoke::sandbox
