#include "http/head_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::http {

TEST(HeadWriter, lays_out_lines_blank_line_and_body) {
    HeadWriter head;
    head.add("ETag", "\"x\"");
    const Block block = std::move(head).finish(200, "body");
    EXPECT_EQ(block.bytes, "ETag: \"x\"\r\nContent-Length: 4\r\n\r\nbody");
    EXPECT_EQ(block.bytes.substr(block.head_size), "body");
}

TEST(HeadWriter, item_208_no_value_makes_a_second_line) {
    HeadWriter head;
    head.add("Location", "/a\r\nSet-Cookie: x\n\x01\x7f\xc3\xa4");
    const Block block = std::move(head).finish_empty(301);
    EXPECT_EQ(block.bytes, "Location: /aSet-Cookie: x??\r\n\r\n");
}

TEST(ReasonPhrase, item_109_is_one_line_of_latin_1) {
    EXPECT_EQ(reason_phrase("Held until Monday"), "Held until Monday");
    EXPECT_EQ(reason_phrase("a\r\nInjected: b"), "a Injected: b");
    EXPECT_EQ(reason_phrase("  a \t b  "), "a b");
    EXPECT_EQ(reason_phrase("\xc3\xa4\xe2\x82\xac"), "\xe4?");
    EXPECT_EQ(reason_phrase("\xff\xc3"), "??");
    EXPECT_EQ(reason_phrase("\xc2\x85x"), "x");
    EXPECT_LE(reason_phrase(std::string(1000, 'x')).size(), 120U);
}

TEST(ReasonPhrase, every_status_that_is_sent_has_one) {
    for (const int status : {200, 201, 202, 204, 206, 301, 304, 400, 401, 403, 404, 405, 406,
                             408, 409, 413, 414, 416, 417, 422, 431, 500, 501, 503, 504, 505})
        EXPECT_NE(usual_reason(status), "Unknown") << status;
}

}  // namespace spoke::http
