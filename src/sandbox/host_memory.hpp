#pragma once

#include <cstdint>
#include <string_view>

namespace spoke::sandbox {

/// MemAvailable of `/proc/meminfo`, in bytes; the largest number where it can't be read.
std::uint64_t available_host_memory();
std::uint64_t parse_available_memory(std::string_view meminfo);

}  // namespace spoke::sandbox
