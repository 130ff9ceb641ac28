#include "http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::http {
namespace {

/// 0 for what is accepted, else the status of the refusal.
int verdict(const std::string& head) {
    RequestParser parser;
    const auto parsed = parser.parse_head(head);
    if (parsed) return 0;
    EXPECT_TRUE(parsed.error().close) << head;
    return parsed.error().status;
}

std::string with(const std::string& lines) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

std::string target(const std::string& text) {
    return "GET " + text + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

}  // namespace

TEST(RequestParser, keeps_views_into_the_head) {
    const std::string head =
        "GET /a?b HTTP/1.1\r\nHost: example:80\r\nAccept:  text/html \r\nX: y\r\n\r\n";
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(head));
    const Request& request = parser.request();
    EXPECT_EQ(request.method, Method::get);
    EXPECT_EQ(request.target, "/a?b");
    EXPECT_EQ(request.target.data(), head.data() + 4);
    EXPECT_EQ(request.header(Header::host), "example:80");
    EXPECT_EQ(request.header(Header::accept), "text/html");
    EXPECT_FALSE(request.header(Header::range));
    EXPECT_FALSE(request.has_body());
    EXPECT_TRUE(parser.done());
}

TEST(RequestParser, only_chunked_is_a_transfer_encoding) {
    EXPECT_EQ(verdict(with("Transfer-Encoding: chunked\r\n")), 0);
    EXPECT_EQ(verdict(with("Transfer-Encoding: CHUNKED\r\n")), 0);
    for (const std::string coding :
         {"gzip", "xchunked", "chunked, gzip", "identity, chunked", "gzip, chunked", "identity",
          "chunked, chunked", "\"chunked\"", "chunked;q=1"})
        EXPECT_EQ(verdict(with("Transfer-Encoding: " + coding + "\r\n")), 501) << coding;
    EXPECT_EQ(verdict(with("Transfer-Encoding:\r\n")), 501);
    EXPECT_EQ(verdict(with("Transfer-Encoding:\tchunked\r\n")), 400);
    EXPECT_EQ(verdict(with("Content-Length: \t4\r\n")), 400);
    EXPECT_EQ(verdict(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")), 400);
    EXPECT_EQ(verdict(with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")), 400);
    EXPECT_EQ(verdict("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(RequestParser, content_length_is_one_whole_number) {
    EXPECT_EQ(verdict(with("Content-Length: 4\r\n")), 0);
    for (const std::string length :
         {"4, 4", "+4", "-4", "4 4", "0x4", "4.0", "", "99999999999999999999", "four", "4,"})
        EXPECT_EQ(verdict(with("Content-Length: " + length + "\r\n")), 400) << length;
    EXPECT_EQ(verdict(with("Content-Length: 4\r\nContent-Length: 4\r\n")), 400);
    EXPECT_EQ(verdict(with("Content-Length: 4\r\nContent-Length: 5\r\n")), 400);
    EXPECT_EQ(verdict(with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")), 400);
    EXPECT_EQ(verdict(with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")), 400);
}

TEST(RequestParser, one_host_that_is_a_host) {
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
    for (const std::string host : {"", "a b", "a/b", "user@a", "a\"", "<a>", "\xc3\xa4"})
        EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"), 400) << host;
    for (const std::string host : {"a", "a.b:8080", "[::1]:80", "127.0.0.1", "a_b"})
        EXPECT_EQ(verdict("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"), 0) << host;
}

TEST(RequestParser, a_header_that_can_be_no_list_stands_once) {
    EXPECT_EQ(verdict(with("Authorization: a\r\nAuthorization: b\r\n")), 400);
    EXPECT_EQ(verdict(with("Range: bytes=0-1\r\nRange: bytes=2-3\r\n")), 400);
    EXPECT_EQ(verdict(with("Content-Type: a/b\r\nContent-Type: a/b\r\n")), 400);
}

TEST(RequestParser, joins_a_list_header_that_came_twice) {
    const std::string head = with("Accept: a/b\r\nAccept: c/d\r\nAccept: e/f\r\n");
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(head));
    EXPECT_EQ(parser.request().header(Header::accept), "a/b, c/d, e/f");
}

TEST(RequestParser, targets_are_paths_of_visible_ascii) {
    for (const std::string good : {"/", "/a%20b?c=d&e", "/~x/@:!$&'()*+,=", "/{a}"})
        EXPECT_EQ(verdict(target(good)), 0) << good;
    for (const std::string bad : {"a", "*", "", "/\xc3\xa4", "/a#b", "/\x7f", "a:80", "ftp://a/b",
                                  "http://", "http://a b/", "http://user@a/b", "http://a?x"})
        EXPECT_EQ(verdict(target(bad)), 400) << bad;
}

TEST(RequestParser, takes_the_path_out_of_absolute_form) {
    const std::string head = target("HTTP://other.example:80/x?y");
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(head));
    EXPECT_EQ(parser.request().target, "/x?y");
    const std::string bare = target("http://other.example");
    ASSERT_TRUE(parser.parse_head(bare));
    EXPECT_EQ(parser.request().target, "/");
}

TEST(RequestParser, names_the_versions_and_methods_it_does_not_speak) {
    EXPECT_EQ(verdict("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(verdict("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(verdict("GET / HTTP/0.9\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(verdict("GET /\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / http/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(verdict("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 400);
    EXPECT_EQ(verdict("get / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    EXPECT_EQ(verdict("FROB / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
    EXPECT_EQ(verdict("G(T / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST(RequestParser, refuses_malformed_header_lines) {
    for (const std::string line :
         {"Name : x", "Na me: x", ": x", "Name", "N\xc3\xa4me: x", "Name\x01: x", "(: x"})
        EXPECT_EQ(verdict(with(line + "\r\n")), 400) << line;
}

TEST(RequestParser, only_100_continue_is_expected) {
    EXPECT_EQ(verdict(with("Expect: 100-continue\r\n")), 0);
    EXPECT_EQ(verdict(with("Expect: 100-Continue\r\n")), 0);
    EXPECT_EQ(verdict(with("Expect: a-miracle\r\n")), 417);
}

TEST(RequestParser, knows_whether_the_client_wants_to_stay) {
    RequestParser parser;
    const auto wish = [&](const std::string& head) {
        EXPECT_TRUE(parser.parse_head(head)) << head;
        return parser.request().persistence;
    };
    EXPECT_EQ(wish("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Persistence::keep);
    EXPECT_EQ(wish("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"),
              Persistence::close);
    EXPECT_EQ(wish("GET / HTTP/1.0\r\n\r\n"), Persistence::close);
    EXPECT_EQ(wish("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), Persistence::keep);
}

TEST(RequestParser, reads_a_chunked_body_in_any_slices) {
    const std::string head = with("Transfer-Encoding: chunked\r\n");
    const std::string body = "3\r\nabc\r\n00a;x=\"y\"\r\n0123456789\r\n0\r\nT: u\r\n\r\n";
    for (std::size_t cut = 1; cut < body.size(); ++cut) {
        RequestParser parser;
        ASSERT_TRUE(parser.parse_head(head));
        std::string raw;
        std::string out;
        for (const std::string& slice : {body.substr(0, cut), body.substr(cut)}) {
            raw += slice;
            const auto used = parser.parse_body(raw, 100, out);
            ASSERT_TRUE(used) << cut;
            raw.erase(0, *used);
        }
        EXPECT_TRUE(parser.done()) << cut;
        EXPECT_EQ(out, "abc0123456789") << cut;
        EXPECT_EQ(raw, "") << cut;
    }
}

TEST(RequestParser, reads_a_chunked_body_byte_by_byte) {
    const std::string head = with("Transfer-Encoding: chunked\r\n");
    for (const std::string body : {"0\r\n\r\n", "1\r\na\r\n0\r\n\r\n", "0;x=y\r\nT: u\r\n\r\n"}) {
        RequestParser parser;
        ASSERT_TRUE(parser.parse_head(head));
        std::string raw;
        std::string out;
        for (const char c : body) {
            EXPECT_FALSE(parser.done());
            raw += c;
            const auto used = parser.parse_body(raw, 100, out);
            ASSERT_TRUE(used) << body;
            raw.erase(0, *used);
        }
        EXPECT_TRUE(parser.done()) << body;
        EXPECT_EQ(raw, "");
    }
}

TEST(RequestParser, a_body_over_the_limit_is_too_large) {
    const std::string head = with("Transfer-Encoding: chunked\r\n");
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(head));
    std::string out;
    const auto used = parser.parse_body("5\r\nabcde\r\n6\r\nabcdef\r\n", 10, out);
    ASSERT_FALSE(used);
    EXPECT_EQ(used.error().code, ErrorCode::too_large);
    EXPECT_LE(out.size(), 10U);
}

TEST(RequestParser, leaves_the_next_request_alone) {
    const std::string head = with("Content-Length: 3\r\n");
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(head));
    std::string out;
    EXPECT_EQ(parser.parse_body("abcGET /", 10, out).value(), 3U);
    EXPECT_TRUE(parser.done());
    EXPECT_EQ(out, "abc");
}

TEST(RequestParser, no_trailer_changes_the_framing) {
    const std::string head = with("Transfer-Encoding: chunked\r\n");
    RequestParser parser;
    ASSERT_TRUE(parser.parse_head(head));
    std::string out;
    EXPECT_FALSE(parser.parse_body("0\r\nContent-Length: 5\r\n\r\n", 10, out));
    RequestParser host;
    ASSERT_TRUE(host.parse_head(head));
    EXPECT_TRUE(host.parse_body("0\r\nHost: other\r\n\r\n", 10, out));
    EXPECT_EQ(host.request().header(Header::host), "a");
}

}  // namespace spoke::http
