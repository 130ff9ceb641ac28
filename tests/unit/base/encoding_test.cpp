#include "base/encoding.hpp"

#include <gtest/gtest.h>

namespace spoke::base {

// RFC 4648 §10.
TEST(Encoding, base64_matches_the_vectors_of_the_rfc) {
    const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : rows) {
        EXPECT_EQ(to_base64(plain), encoded);
        EXPECT_EQ(from_base64(encoded).value(), plain);
    }
    EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(from_base64("-_8").value(), "\xfb\xff");
}

TEST(Encoding, base64_refuses_stray_characters_and_tails) {
    for (const char* bad : {"Zg=a", "Zh==", "Z", "Zm 9v", "Zm9v\n"})
        EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(Encoding, hex_round_trips_and_refuses_rubbish) {
    EXPECT_EQ(to_hex(std::string("\x00\xff\x10", 3)), "00ff10");
    EXPECT_EQ(from_hex("00FF10").value(), std::string("\x00\xff\x10", 3));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_TRUE(is_lower_hex("0af", 3));
    EXPECT_FALSE(is_lower_hex("0AF", 3));
}

TEST(Encoding, a_segment_is_decoded_once) {
    EXPECT_EQ(percent_decode_segment("a%2Bb%252e").value(), "a+b%2e");
    for (const char* bad : {"%", "%2", "%zz", "%00", "%c0%ae", "%ff"})
        EXPECT_FALSE(percent_decode_segment(bad)) << bad;
    EXPECT_EQ(percent_encode_segment("flask-2.0.0+spoke.1 #?"), "flask-2.0.0%2Bspoke.1%20%23%3F");
}

TEST(Encoding, printable_shows_no_control_characters) {
    EXPECT_EQ(printable("a\x1b[31mb\n"), "a\\x1b[31mb\\x0a");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m"),
              "\\xc2\\x9b31m");
    EXPECT_EQ(printable("é\xff"), "é\\xff");
}

}  // namespace spoke::base
