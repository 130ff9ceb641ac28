#include "base/log.hpp"

#include <unistd.h>

#include <atomic>

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/time.hpp"

namespace spoke::base {
namespace {

std::atomic<LogLevel> g_level{LogLevel::info};

constexpr std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

}  // namespace

void set_log_level(LogLevel level) {
    g_level = level;
}
bool log_enabled(LogLevel level) {
    return level >= g_level.load(std::memory_order_relaxed);
}

std::string log_field(std::string_view key, std::string_view value) {
    constexpr std::size_t k_value_limit = 4000;
    std::string text = printable(value, k_value_limit);
    std::string out = " " + std::string(key) + "=";
    if (!text.empty() && text.find_first_of(" \"=") == std::string::npos) return out + text;
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

void write_log(LogLevel level, std::string_view event, std::string_view fields) {
    const std::string line = fmt::format("{} {} {}{}\n", format_rfc3339(SystemClock().now()),
                                         name_of(level), event, fields);
    // One write a line, so that lines of several threads and processes do not mix.
    (void)write_all(STDERR_FILENO, line);
}

}  // namespace spoke::base
