#include "http/head_scanner.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::http {
namespace {

/// The status of the refusal, 0 for a head that was found, -1 while more is needed.
int scan(const std::string& bytes, const Limits& limits = {}) {
    HeadScanner scanner(limits);
    const auto found = scanner.scan(bytes);
    if (!found) return found.error().status;
    return *found ? 0 : -1;
}

}  // namespace

TEST(HeadScanner, finds_the_end_however_the_bytes_come) {
    const Limits limits;
    const std::string bytes = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next";
    const std::size_t end = bytes.find("GET /next");
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        HeadScanner scanner(limits);
        for (std::size_t size = step;; size += step) {
            const auto found = scanner.scan(bytes.substr(0, std::min(size, bytes.size())));
            ASSERT_TRUE(found) << step;
            if (!*found) continue;
            EXPECT_EQ((*found)->begin, 2U);
            EXPECT_EQ((*found)->end, end);
            break;
        }
    }
}

TEST(HeadScanner, blank_lines_are_no_request_yet) {
    const Limits limits;
    HeadScanner scanner(limits);
    ASSERT_TRUE(scanner.scan("\r\n"));
    EXPECT_FALSE(scanner.started());
    ASSERT_TRUE(scanner.scan("\r\nG"));
    EXPECT_TRUE(scanner.started());
    EXPECT_EQ(scan("\r\n\r\n\r\n\r\n\r\n\r\n"), 400);
}

TEST(HeadScanner, refuses_bare_line_feeds_folds_and_controls) {
    EXPECT_EQ(scan("GET / HTTP/1.1\nHost: a\n\n"), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\nHost: a\n"), 400);
    EXPECT_EQ(scan("\n"), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\nHost: a\r\n b\r\n"), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n"), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\n folded: first\r\n"), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\nX: a\rb\r\n"), 400);
    EXPECT_EQ(scan(std::string("GET / HTTP/1.1\r\nX: a\0b\r\n", 24)), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\nX: a\x1b[2J\r\n"), 400);
    EXPECT_EQ(scan("GET / HTTP/1.1\r\nX: a\tb\xff\r\n\r\n"), 0);
}

TEST(HeadScanner, limits_the_request_line) {
    Limits limits;
    limits.request_line = 30;
    EXPECT_EQ(scan("GET /" + std::string(16, 'a') + " HTTP/1.1\r\n", limits), -1);
    EXPECT_EQ(scan("GET /" + std::string(17, 'a') + " HTTP/1.1\r\n", limits), 414);
    EXPECT_EQ(scan("GET /" + std::string(50, 'a'), limits), 414);
}

TEST(HeadScanner, limits_the_head_and_the_number_of_headers) {
    Limits limits;
    limits.head = 60;
    const std::string start = "GET / HTTP/1.1\r\n";
    EXPECT_EQ(scan(start + "X: " + std::string(37, 'a') + "\r\n\r\n", limits), 0);
    EXPECT_EQ(scan(start + "X: " + std::string(38, 'a') + "\r\n\r\n", limits), 431);
    EXPECT_EQ(scan(start + "X: " + std::string(60, 'a'), limits), 431);
    limits = {};
    limits.header_count = 2;
    EXPECT_EQ(scan(start + "A: a\r\nB: b\r\n\r\n", limits), 0);
    EXPECT_EQ(scan(start + "A: a\r\nB: b\r\nC: c\r\n", limits), 431);
}

}  // namespace spoke::http
