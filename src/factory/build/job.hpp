#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.hpp"
#include "archive/tar_stream.hpp"
#include "base/result.hpp"
#include "crypto/digest.hpp"
#include "factory/source/build_system.hpp"

namespace spoke::factory {

/// What one sandbox does; each starts empty (threats.md F10).
enum class JobKind {
    requirements,  ///< asks the backend what it needs
    metadata,      ///< asks it for METADATA, to see what the wheel will require
    resolve,       ///< chooses among candidate wheels
    build,         ///< wheel and sdist
    import,        ///< installs the finished wheel and imports it (W12)
};
std::string_view to_string(JobKind kind);

/// From the tree as it is, or from an sdist that the backend made of it first.
enum class BuildPath { direct, via_sdist };
std::string_view to_string(BuildPath path);

/// A wheel that goes into the sandbox: a blob, or bytes that are no blob yet.
struct JobWheel {
    std::string file_name;
    crypto::Sha256Digest sha256;
    std::string bytes;  ///< empty: those of the blob
};

/// The order that runner.py gets as job.json, with the wheels beside it.
struct Job {
    JobKind kind = JobKind::build;
    BuildSystem system;
    BuildPath path = BuildPath::direct;
    std::map<std::string, std::string> environment;
    /// Files made for the job: variable → text; the variable names the file's path.
    std::map<std::string, std::string> file_variables;
    unsigned cores = 1;
    std::vector<std::string> requirements;  ///< of `resolve`
    std::vector<std::string> imports;       ///< of `import`
    std::vector<JobWheel> wheels;
};

std::string render_job(const Job& job);

/// What a sandbox handed back: foreign bytes, taken apart within bounds and believed in nothing.
struct JobResult {
    std::string failed_step;  ///< empty: none, as the runner says
    std::vector<std::string> requirements;
    std::string metadata;                     ///< METADATA, for planning only
    std::vector<std::string> resolved;        ///< `name==version`
    std::vector<std::string> failed_imports;  ///< module names
    std::string sdist_trouble;                ///< why there is no sdist; empty: none
    std::vector<archive::TarMember> wheels;   ///< paths are file names
    std::vector<archive::TarMember> sdists;
};

/// Reads the result tar from a descriptor. `invalid` for what runner.py does not write.
Result<JobResult> read_job_result(int fd, JobKind kind, const archive::Limits& limits);

}  // namespace spoke::factory
