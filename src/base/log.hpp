#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace spoke::base {

enum class LogLevel { debug, info, warn, error };

/// The one global: where log lines go (standard error until set). A line is
/// `time level event key=value …`; values are escaped to one line and quoted where they hold
/// blanks. `error`: someone must act; `warn`: degraded; `info`: rare; `debug`: the rest.
void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);
void write_log(LogLevel level, std::string_view event, std::string_view fields);

/// One ` key=value` pair, ready to be appended.
std::string log_field(std::string_view key, std::string_view value);

template <class T>
std::string log_field_of(std::string_view key, const T& value) {
    return log_field(key, fmt::format("{}", value));
}

inline std::string log_fields() {
    return {};
}
template <class T, class... Rest>
std::string log_fields(std::string_view key, const T& value, Rest&&... rest) {
    return log_field_of(key, value) + log_fields(std::forward<Rest>(rest)...);
}

}  // namespace spoke::base

/// SPOKE_LOG(info, "build_published", "project", name, "build", id);
#define SPOKE_LOG(level, event, ...)                                          \
    do {                                                                      \
        if (::spoke::base::log_enabled(::spoke::base::LogLevel::level))       \
            ::spoke::base::write_log(::spoke::base::LogLevel::level, event,   \
                                     ::spoke::base::log_fields(__VA_ARGS__)); \
    } while (false)
