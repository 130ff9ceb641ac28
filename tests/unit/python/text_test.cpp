#include "python/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::python {

TEST(Text, strip_takes_every_white_space_that_python_knows) {
    for (const std::string space : {" ", "\t", "\n", "\v", "\f", "\r", "\x1c", "\x1f", "\xC2\x85",
                                    "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x8A",
                                    "\xE2\x80\xA8", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"})
        EXPECT_EQ(strip(space + "a" + space + space), "a") << space;
}

TEST(Text, strip_leaves_what_is_no_white_space) {
    for (const std::string text : {"\x1b", "\x7f", "\xE2\x80\x8B", "\xC2\xAD", "\xC2", "\xE2\x80"})
        EXPECT_EQ(strip(text), text);
    EXPECT_EQ(strip(" \t\n"), "");
    EXPECT_EQ(strip(""), "");
}

TEST(Text, split_keeps_empty_parts) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(split(",", ','), (std::vector<std::string_view>{"", ""}));
}

TEST(Text, only_ascii_letters_have_a_case) {
    EXPECT_EQ(to_lower("ABC\xC3\x89"), "abc\xC3\x89");
    EXPECT_TRUE(equal_ignoring_case("aB", "Ab"));
    EXPECT_FALSE(equal_ignoring_case("k", "\xE2\x84\xAA"));
    EXPECT_TRUE(starts_with_ignoring_case("ALPHA1", "alpha"));
    EXPECT_FALSE(starts_with_ignoring_case("alph", "alpha"));
    EXPECT_TRUE(is_printable_ascii("a ~"));
    EXPECT_FALSE(is_printable_ascii("a\n"));
    EXPECT_FALSE(is_printable_ascii("\xC3\xA9"));
}

}  // namespace spoke::python
