#include "http/conditional.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::http {
namespace {

std::string range(std::string_view header, std::uint64_t size = 100) {
    const auto parsed = parse_range(header, size);
    if (std::holds_alternative<WholeFile>(parsed)) return "whole";
    if (std::holds_alternative<NotSatisfiable>(parsed)) return "416";
    const auto& part = std::get<ByteRange>(parsed);
    return std::to_string(part.first) + "+" + std::to_string(part.length);
}

}  // namespace

TEST(Conditional, item_72_if_none_match_is_a_list_compared_weakly) {
    EXPECT_TRUE(none_match_names("\"a\"", "\"a\""));
    EXPECT_TRUE(none_match_names("*", "\"a\""));
    EXPECT_TRUE(none_match_names(" * ", "\"a\""));
    EXPECT_TRUE(none_match_names("\"x\", W/\"a\" ,\"y\"", "\"a\""));
    EXPECT_TRUE(none_match_names("\"x,y\",\"a\"", "\"a\""));
    EXPECT_FALSE(none_match_names("\"x,\"a\"\"", "\"b\""));
    EXPECT_FALSE(none_match_names("", "\"a\""));
    EXPECT_FALSE(none_match_names("a", "\"a\""));
    EXPECT_FALSE(none_match_names("\"a", "\"a\""));
    EXPECT_FALSE(none_match_names("\"A\"", "\"a\""));
}

TEST(Conditional, item_86_if_range_is_a_strong_tag_or_the_exact_date) {
    const auto moment = base::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value();
    EXPECT_TRUE(if_range_holds("\"a\"", "\"a\"", moment));
    EXPECT_FALSE(if_range_holds("W/\"a\"", "\"a\"", moment));
    EXPECT_FALSE(if_range_holds("\"b\"", "\"a\"", moment));
    EXPECT_FALSE(if_range_holds("\"a\"", "", moment));
    EXPECT_TRUE(if_range_holds("Sun, 06 Nov 1994 08:49:37 GMT", "\"a\"", moment));
    EXPECT_FALSE(if_range_holds("Sun, 06 Nov 1994 08:49:38 GMT", "\"a\"", moment));
    EXPECT_FALSE(if_range_holds("yesterday", "\"a\"", moment));
}

TEST(Conditional, if_modified_since_by_the_second) {
    const auto moment = base::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value() +
                        std::chrono::microseconds(5);
    EXPECT_TRUE(not_modified_since("Sun, 06 Nov 1994 08:49:37 GMT", moment));
    EXPECT_TRUE(not_modified_since("Sun, 06 Nov 1994 08:49:38 GMT", moment));
    EXPECT_FALSE(not_modified_since("Sun, 06 Nov 1994 08:49:36 GMT", moment));
    EXPECT_FALSE(not_modified_since("whenever", moment));
}

TEST(Conditional, item_85_one_range_clipped_to_the_size) {
    EXPECT_EQ(range("bytes=0-9"), "0+10");
    EXPECT_EQ(range("bytes=90-"), "90+10");
    EXPECT_EQ(range("bytes=-10"), "90+10");
    EXPECT_EQ(range("bytes=0-1000"), "0+100");
    EXPECT_EQ(range("bytes=-1000"), "0+100");
    EXPECT_EQ(range("bytes=99-99"), "99+1");
    EXPECT_EQ(range("Bytes= 5 - 6 "), "5+2");
    EXPECT_EQ(range("bytes=0-18446744073709551615"), "0+100");
}

TEST(Conditional, item_85_past_the_end_is_416) {
    EXPECT_EQ(range("bytes=100-"), "416");
    EXPECT_EQ(range("bytes=100-200"), "416");
    EXPECT_EQ(range("bytes=-0"), "416");
    EXPECT_EQ(range("bytes=0-", 0), "416");
    EXPECT_EQ(range("bytes=-5", 0), "416");
}

TEST(Conditional, item_85_what_is_no_single_range_is_the_whole_file) {
    for (const std::string header :
         {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5", "bytes=9-5", "bytes=0-1,5-6",
          "items=0-5", "bytes=0-99999999999999999999", "bytes=99999999999999999999-", "bytes=--5",
          "bytes=+1-2", "bytes=1-2-3"})
        EXPECT_EQ(range(header), "whole") << header;
}

TEST(Conditional, gzip_where_the_client_takes_it) {
    const auto gzip = [](std::string_view header) {
        return choose_coding(header) == ContentCoding::gzip;
    };
    EXPECT_EQ(choose_coding(std::nullopt), ContentCoding::identity);
    EXPECT_TRUE(gzip("gzip"));
    EXPECT_TRUE(gzip("gzip, deflate, br"));
    EXPECT_TRUE(gzip("br;q=1.0, GZIP ; q=0.5"));
    EXPECT_TRUE(gzip("*"));
    EXPECT_TRUE(gzip("identity;q=0.1, gzip;q=0.2"));
    EXPECT_FALSE(gzip(""));
    EXPECT_FALSE(gzip("identity"));
    EXPECT_FALSE(gzip("gzip;q=0"));
    EXPECT_FALSE(gzip("gzip;q=0.000"));
    EXPECT_FALSE(gzip("deflate"));
    EXPECT_FALSE(gzip("gzip;q=0.1, identity"));
    EXPECT_FALSE(gzip("gzip;q=x"));
    EXPECT_FALSE(gzip("*;q=0"));
}

}  // namespace spoke::http
