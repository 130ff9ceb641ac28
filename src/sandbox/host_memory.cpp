#include "sandbox/host_memory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <limits>
#include <system_error>

#include "base/file.hpp"

namespace spoke::sandbox {

std::uint64_t parse_available_memory(std::string_view meminfo) {
    constexpr std::string_view k_name = "MemAvailable:";
    constexpr auto k_unknown = std::numeric_limits<std::uint64_t>::max();
    const auto at = meminfo.find(k_name);
    if (at == std::string_view::npos) return k_unknown;
    const auto digits = meminfo.find_first_not_of(' ', at + k_name.size());
    if (digits == std::string_view::npos) return k_unknown;
    std::uint64_t kilobytes = 0;
    const auto* end = meminfo.data() + meminfo.size();
    if (std::from_chars(meminfo.data() + digits, end, kilobytes).ec != std::errc())
        return k_unknown;
    return kilobytes * 1024;
}

std::uint64_t available_host_memory() {
    const base::FileHandle file(::open("/proc/meminfo", O_RDONLY | O_CLOEXEC));  // NOLINT
    std::array<char, 4096> buffer;
    const auto got = file.valid() ? ::read(file.get(), buffer.data(), buffer.size()) : 0;
    return parse_available_memory({buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0});
}

}  // namespace spoke::sandbox
