#include "python/wheel_file.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

TEST(WheelFile, headers_are_read_and_rendered_back) {
    const std::string text =
        "Wheel-Version: 1.0\nGenerator: setuptools (80.9.0)\nRoot-Is-Purelib: false\n"
        "Tag: cp311-cp311-linux_x86_64\nTag: py2.py3-none-any\nBuild: 1\nX-More: y\n";
    const auto file = WheelFile::parse(text).value();
    EXPECT_EQ(file.major, 1U);
    EXPECT_EQ(file.minor, 0U);
    EXPECT_EQ(file.generator, "setuptools (80.9.0)");
    EXPECT_EQ(file.root, WheelRoot::platlib);
    EXPECT_EQ(file.build, "1");
    EXPECT_EQ(file.others, (std::vector<std::pair<std::string, std::string>>{{"X-More", "y"}}));
    EXPECT_EQ(file.expanded_tags(), (std::vector<Tag>{{"cp311", "cp311", "linux_x86_64"},
                                                      {"py2", "none", "any"},
                                                      {"py3", "none", "any"}}));
    EXPECT_EQ(file.render(), text);
}

TEST(WheelFile, old_writers_are_understood) {
    const auto file =
        WheelFile::parse("wheel-version:1.9 \r\nRoot-Is-Purelib: True\r\ntag: py3-none-any\r\n\r\n")
            .value();
    EXPECT_EQ(file.minor, 9U);
    EXPECT_EQ(file.root, WheelRoot::purelib);
    EXPECT_EQ(file.tags, std::vector<std::string>{"py3-none-any"});
    EXPECT_TRUE(file.generator.empty());
}

TEST(WheelFile, malformed_ones_are_refused) {
    for (const char* bad : {"", "Wheel-Version: 1.0\n", "Root-Is-Purelib: true\n",
                            "Wheel-Version: 1\nRoot-Is-Purelib: true\n",
                            "Wheel-Version: 1.x\nRoot-Is-Purelib: true\n",
                            "Wheel-Version: 1.0.0\nRoot-Is-Purelib: true\n",
                            "Wheel-Version: 1.0\nRoot-Is-Purelib: yes\n",
                            "Wheel-Version: 1.0\nWheel-Version: 1.0\nRoot-Is-Purelib: true\n",
                            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nGenerator: \xFF\n"})
        EXPECT_FALSE(WheelFile::parse(bad)) << bad;
    EXPECT_EQ(WheelFile::parse("Wheel-Version: 2.0\nRoot-Is-Purelib: true\n").error().code,
              ErrorCode::unsupported);
    EXPECT_EQ(WheelFile::parse(std::string(WheelFile::k_max_bytes + 1, 'a')).error().code,
              ErrorCode::too_large);
}

TEST(WheelFile, tags_that_expand_to_too_many_are_refused) {
    std::string list = "a";
    for (int i = 0; i < 300; ++i) list += ".a";
    const std::string start = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ";
    EXPECT_EQ(WheelFile::parse(start + list + "-" + list + "-" + list).error().code,
              ErrorCode::too_large);
    EXPECT_TRUE(WheelFile::parse(start + list + "-none-any"));
}

}  // namespace spoke::python
