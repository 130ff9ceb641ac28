#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace spoke::factory {

/// Whether a release may be built from an sdist, which nobody has compared with its repository.
enum class SdistSources { refused, allowed };

struct Settings {
    SdistSources sdist_sources = SdistSources::refused;
    std::string target = "python";           ///< the repository that rebuilds go to
    std::string upstream = "python-public";  ///< the proxy repository that sources come from
    /// A virtual environment of /usr/bin/python3 with uv and auditwheel, mounted read-only.
    std::filesystem::path tools;

    std::chrono::seconds build_limit{1800};  ///< wall time of one sandbox
    std::uint64_t memory_limit = std::uint64_t{4} << 30U;
    std::uint64_t disk_limit = std::uint64_t{4} << 30U;
    std::uint64_t source_limit = std::uint64_t{512} << 20U;  ///< a source archive, unpacked
    std::uint64_t wheel_limit = std::uint64_t{512} << 20U;   ///< what a build may hand back
    std::chrono::seconds lease{120};                         ///< renewed while the work goes on

    std::size_t requests_per_hour = 2000;  ///< of one principal (threats.md F12)
    std::string builder_id = "urn:spokeshave:builder:local:1";
    std::string program_version = "0.1.0";
};

}  // namespace spoke::factory
