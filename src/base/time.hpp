#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::base {

/// A moment in UTC, in microseconds since 1970: what rows, pages and statements carry.
using Moment = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with `Z`: `2021-05-11T21:43:42Z`, or with exactly six digits of fraction where
/// they are not zero (pip on Python 3.10 reads no other length).
std::string format_rfc3339(Moment moment);
/// RFC 3339 with `Z` or an offset, and up to nine digits of fraction (cut to six).
Result<Moment> parse_rfc3339(std::string_view text);
/// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string format_http_date(Moment moment);
Result<Moment> parse_http_date(std::string_view text);
/// "720h", "30m", "45s", "7d": a positive whole number and a unit.
Result<std::chrono::seconds> parse_duration(std::string_view text);

/// Wall time, given by the composition root so that tests can move it.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Moment now() const = 0;
};

class SystemClock final : public Clock {
public:
    Moment now() const override;
};

/// The end of a request or a job, made once and passed down. Monotonic.
class Deadline {
public:
    using Ticks = std::chrono::steady_clock;
    static Deadline after(Ticks::duration span) { return Deadline(Ticks::now() + span); }
    static Deadline never() { return Deadline(Ticks::time_point::max()); }

    bool passed() const { return Ticks::now() >= at_; }
    Ticks::time_point at() const { return at_; }
    /// Zero once passed.
    std::chrono::milliseconds left() const;

private:
    explicit Deadline(Ticks::time_point at) : at_(at) {}
    Ticks::time_point at_;
};

}  // namespace spoke::base
