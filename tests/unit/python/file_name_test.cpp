#include "python/file_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::python {

TEST(FileName, kinds_are_told_apart) {
    const auto project = ProjectName::parse("Foo").value();
    const auto wheel = parse_file_name("foo-1.0-py3-none-any.whl", project);
    EXPECT_EQ(wheel.kind, FileKind::wheel);
    EXPECT_EQ(*wheel.project(), project);
    EXPECT_EQ(wheel.version()->text(), "1.0");
    const auto sdist = parse_file_name("Foo-1.0-1.tar.gz", project);
    EXPECT_EQ(sdist.kind, FileKind::sdist);
    EXPECT_EQ(sdist.version()->text(), "1.0.post1");
    EXPECT_EQ(to_string(sdist.kind), "sdist");
}

TEST(FileName, everything_else_is_other_with_a_reason_and_never_an_error) {
    const auto project = ProjectName::parse("foo").value();
    for (const char* text :
         {"foo-1.0-py2.7.egg", "foo-1.0.win32.exe", "foo-1.0-1.noarch.rpm", "foo-1.0.tar.bz2",
          "foo-1.0.tgz", "bar-1.0-py3-none-any.whl", "bar-1.0.tar.gz", "foo.whl", "", "a/b.whl"}) {
        const auto name = parse_file_name(text, project);
        EXPECT_EQ(name.kind, FileKind::other) << text;
        EXPECT_FALSE(name.reason.empty()) << text;
        EXPECT_EQ(name.project(), nullptr);
        EXPECT_EQ(name.version(), nullptr);
    }
}

TEST(FileName, only_names_that_are_one_segment_everywhere_are_safe) {
    for (const char* good : {"a", "a b", "foo-1.0+x.tar.gz", "\xC3\xBC.zip", "...", ".a", "%2e"})
        EXPECT_TRUE(check_safe_file_name(good)) << good;
    for (const std::string& bad :
         {std::string(), std::string("."), std::string(".."), std::string("a/b"),
          std::string("a\\b"), std::string("a\0b", 3), std::string("a\n"), std::string("\x7f"),
          std::string("\xff"), std::string("\xC0\xAE"), std::string(256, 'a')})
        EXPECT_FALSE(check_safe_file_name(bad)) << bad;
}

}  // namespace spoke::python
