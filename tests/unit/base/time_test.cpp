#include "base/time.hpp"

#include <gtest/gtest.h>

namespace spoke::base {

TEST(Time, rfc3339_round_trips_with_no_or_six_digits_of_fraction) {
    for (const char* text : {"2021-05-11T21:43:42Z", "2021-05-11T21:43:42.000001Z",
                             "1970-01-01T00:00:00Z", "2000-02-29T23:59:59.999999Z"})
        EXPECT_EQ(format_rfc3339(parse_rfc3339(text).value()), text);
    EXPECT_EQ(format_rfc3339(parse_rfc3339("2021-05-11T21:43:42.5+02:00").value()),
              "2021-05-11T19:43:42.500000Z");
    for (const char* bad : {"", "2021-05-11", "2021-13-11T00:00:00Z", "2021-05-11T24:00:00Z",
                            "2021-05-11T21:43:42", "2021-05-11T21:43:42.Z", "2021-02-29T00:00:00Z",
                            "2021-05-11T21:43:42+2:00", "2021-05-11T21:43:42Z "})
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
}

// The example of RFC 9110 §5.6.7.
TEST(Time, http_dates_round_trip) {
    const char* text = "Sun, 06 Nov 1994 08:49:37 GMT";
    EXPECT_EQ(format_http_date(parse_http_date(text).value()), text);
    EXPECT_FALSE(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"));
}

TEST(Time, durations_need_a_unit) {
    EXPECT_EQ(parse_duration("720h").value(), std::chrono::hours(720));
    EXPECT_EQ(parse_duration("7d").value(), std::chrono::hours(168));
    for (const char* bad : {"", "720", "h", "-1h", "0s", "1.5h", "1h30m", "99999999999999999999s"})
        EXPECT_FALSE(parse_duration(bad)) << bad;
}

}  // namespace spoke::base
