#include "http/status_lines.hpp"

#include <gtest/gtest.h>

namespace spoke::http {

TEST(StatusLines, item_74_every_status_line_comes_with_its_date) {
    StatusLines lines;
    lines.set_time(base::parse_rfc3339("1994-11-06T08:49:37Z").value());
    EXPECT_EQ(lines.get(200, ConnectionLine::none),
              "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    EXPECT_EQ(lines.get(404, ConnectionLine::close),
              "HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
              "Connection: close\r\n");
    EXPECT_EQ(lines.make(403, "Held back", ConnectionLine::keep_alive),
              "HTTP/1.1 403 Held back\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
              "Connection: keep-alive\r\n");
    lines.set_time(base::parse_rfc3339("1994-11-06T08:49:38Z").value());
    EXPECT_EQ(lines.get(200, ConnectionLine::none),
              "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
}

}  // namespace spoke::http
