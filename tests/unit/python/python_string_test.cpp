#include <gtest/gtest.h>

#include <string>

#include "python/marker_tree.hpp"

namespace spoke::python {

TEST(PythonString, escapes_are_those_of_python) {
    const std::pair<std::string, std::string> rows[] = {{"''", ""},
                                                        {"'a\"b'", "a\"b"},
                                                        {"\"a'b\"", "a'b"},
                                                        {"'\\n\\t'", "\n\t"},
                                                        {"'\\\\'", "\\"},
                                                        {"'\\q'", "\\q"},
                                                        {"'\\101'", "A"},
                                                        {"'\\1018'", "A8"},
                                                        {"'\\0'", std::string(1, '\0')},
                                                        {"'\\x41z'", "Az"},
                                                        {"'\\u20ac'", "\xE2\x82\xAC"},
                                                        {"'\\U0001f600'", "\xF0\x9F\x98\x80"},
                                                        {"'a\\\nb'", "ab"},
                                                        {"'a\\\r\nb'", "ab"},
                                                        {"'\\777'", "\xC7\xBF"}};
    for (const auto& [literal, text] : rows) {
        const auto decoded = decode_python_string(literal);
        ASSERT_TRUE(decoded) << literal;
        EXPECT_EQ(*decoded, text) << literal;
    }
}

TEST(PythonString, what_python_refuses_is_refused) {
    for (const std::string bad : {"'a\nb'", "'a\rb'", "'\\'", "'\\x4'", "'\\x4g'", "'\\u123'",
                                  "'\\U00110000'", "'\\udc00'", "'\\N{DASH}'"})
        EXPECT_FALSE(decode_python_string(bad)) << bad;
    EXPECT_FALSE(decode_python_string(std::string("'\0'", 3)));
}

}  // namespace spoke::python
