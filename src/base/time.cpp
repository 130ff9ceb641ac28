#include "base/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace spoke::base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 7> k_weekdays = {"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A run of exactly `digits` decimal digits at `at`.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(at, digits)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Moment> moment_of(int year, int month, int day, int hour, int minute, int second) {
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    // A leap second (60) is taken as the second after it, as RFC 3339 §5.7 lets it appear.
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return Moment(std::chrono::sys_days(date)) + hours(hour) + minutes(minute) + seconds(second);
}

struct Parts {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<microseconds> time;
    std::chrono::weekday weekday;
};

Parts split(Moment moment) {
    const auto day = std::chrono::floor<days>(moment);
    return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss(moment - day),
            std::chrono::weekday(day)};
}

}  // namespace

std::string format_rfc3339(Moment moment) {
    const Parts parts = split(moment);
    std::array<char, 64> text{};
    int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
        static_cast<int>(parts.date.year()), static_cast<unsigned>(parts.date.month()),
        static_cast<unsigned>(parts.date.day()), static_cast<int>(parts.time.hours().count()),
        static_cast<int>(parts.time.minutes().count()),
        static_cast<int>(parts.time.seconds().count()));
    std::string out(text.data(), static_cast<std::size_t>(length));
    if (const auto fraction = parts.time.subseconds().count(); fraction != 0) {
        length = std::snprintf(text.data(), text.size(), ".%06d", static_cast<int>(fraction));
        out.append(text.data(), static_cast<std::size_t>(length));
    }
    return out + "Z";
}

Result<Moment> parse_rfc3339(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::invalid, "not an RFC 3339 time: \"" + std::string(text) + "\"");
    };
    const auto year = number(text, 0, 4);
    const auto month = number(text, 5, 2);
    const auto day = number(text, 8, 2);
    const auto hour = number(text, 11, 2);
    const auto minute = number(text, 14, 2);
    const auto second = number(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return bad();
    if (text[4] != '-' || text[7] != '-' ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' ||
        text[16] != ':')
        return bad();
    auto moment = moment_of(*year, *month, *day, *hour, *minute, *second);
    if (!moment) return bad();
    std::string_view rest = text.substr(19);
    if (!rest.empty() && rest.front() == '.') {
        rest.remove_prefix(1);
        std::size_t digits = 0;
        int micros = 0;
        while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') {
            if (digits < 6) micros = micros * 10 + (rest[digits] - '0');
            ++digits;
        }
        if (digits == 0 || digits > 9) return bad();
        for (std::size_t i = digits; i < 6; ++i) micros *= 10;
        *moment += microseconds(micros);
        rest.remove_prefix(digits);
    }
    if (rest == "Z" || rest == "z") return *moment;
    const auto offset_hours = number(rest, 1, 2);
    const auto offset_minutes = number(rest, 4, 2);
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':' || !offset_hours ||
        !offset_minutes || *offset_hours > 23 || *offset_minutes > 59)
        return bad();
    const auto offset = hours(*offset_hours) + minutes(*offset_minutes);
    return rest[0] == '+' ? *moment - offset : *moment + offset;
}

std::string format_http_date(Moment moment) {
    const Parts parts = split(moment);
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
        k_weekdays[parts.weekday.c_encoding()].data(), static_cast<unsigned>(parts.date.day()),
        k_months[static_cast<unsigned>(parts.date.month()) - 1].data(),
        static_cast<int>(parts.date.year()), static_cast<int>(parts.time.hours().count()),
        static_cast<int>(parts.time.minutes().count()),
        static_cast<int>(parts.time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

Result<Moment> parse_http_date(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::invalid, "not an HTTP date: \"" + std::string(text) + "\"");
    };
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return bad();
    const auto day = number(text, 5, 2);
    const auto year = number(text, 12, 4);
    const auto hour = number(text, 17, 2);
    const auto minute = number(text, 20, 2);
    const auto second = number(text, 23, 2);
    if (!day || !year || !hour || !minute || !second) return bad();
    for (std::size_t month = 0; month < k_months.size(); ++month) {
        if (text.substr(8, 3) != k_months[month]) continue;
        const auto moment =
            moment_of(*year, static_cast<int>(month) + 1, *day, *hour, *minute, *second);
        if (moment) return *moment;
    }
    return bad();
}

Result<std::chrono::seconds> parse_duration(std::string_view text) {
    std::int64_t count = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, count);
    const auto bad = [&] {
        return fail(ErrorCode::invalid,
                    "not a duration: \"" + std::string(text) +
                        "\"; write a whole number and s, m, h or d, as in 720h");
    };
    constexpr std::int64_t k_limit = 1'000'000'000;
    if (parsed.ec != std::errc{} || count <= 0 || count > k_limit || parsed.ptr + 1 != end)
        return bad();
    switch (*parsed.ptr) {
        case 's':
            return seconds(count);
        case 'm':
            return minutes(count);
        case 'h':
            return hours(count);
        case 'd':
            return days(count);
        default:
            return bad();
    }
}

Moment SystemClock::now() const {
    return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds Deadline::left() const {
    if (at_ == Ticks::time_point::max()) return std::chrono::hours(24 * 365);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at_ - Ticks::now());
    return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace spoke::base
