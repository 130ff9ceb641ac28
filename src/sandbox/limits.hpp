#pragma once

#include <cstddef>
#include <cstdint>

namespace spoke::sandbox {

inline constexpr std::uint64_t k_mebibyte = 1024UL * 1024;
inline constexpr std::uint64_t k_gibibyte = 1024 * k_mebibyte;

/// What one job may use. Time is the Deadline of the call.
struct Limits {
    /// Private memory of all its processes (shared pages counted once) plus what stands on its
    /// writable file systems, which are memory as well.
    std::uint64_t memory_bytes = 4 * k_gibibyte;
    unsigned tasks = 512;  ///< processes and threads; the kernel stops a quarter and 16 above
    std::uint64_t disk_bytes = 2 * k_gibibyte;         ///< the file system /build
    std::uint64_t temporary_bytes = 512 * k_mebibyte;  ///< /tmp
    std::uint64_t file_bytes = 4 * k_gibibyte;         ///< one file (RLIMIT_FSIZE)
    unsigned open_files = 4096;                        ///< of one process
    std::uint64_t output_bytes = 512 * k_mebibyte;     ///< what it sends to its output descriptor
    std::size_t log_head_bytes = 1 * k_mebibyte;       ///< of its log these first
    std::size_t log_tail_bytes = 8 * k_mebibyte;       ///< and these last bytes are kept
    bool operator==(const Limits&) const = default;
};

}  // namespace spoke::sandbox
