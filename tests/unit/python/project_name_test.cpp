#include "python/project_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::python {

TEST(ProjectName, runs_of_separators_become_one_hyphen) {
    const std::pair<const char*, const char*> rows[] = {{"Flask", "flask"},
                                                        {"zope.interface", "zope-interface"},
                                                        {"a_-.b", "a-b"},
                                                        {"foo__bar", "foo-bar"},
                                                        {"A", "a"},
                                                        {"0", "0"},
                                                        {"Backports.SSL_x", "backports-ssl-x"}};
    for (const auto& [written, normalized] : rows) {
        const auto name = ProjectName::parse(written);
        ASSERT_TRUE(name) << written;
        EXPECT_EQ(name->normalized(), normalized);
        EXPECT_EQ(name->written(), written);
        EXPECT_EQ(ProjectName::parse(normalized).value(), *name);
        EXPECT_EQ(normalize_name(normalized), normalized);
    }
}

TEST(ProjectName, names_outside_the_specification_are_refused) {
    for (const char* bad : {"", "-a", "a-", "_a", "a_", ".a", "a.", "a b", "a/b", "a\n", "a\\b",
                            "..", "-", "a+b", "na\xC3\xAFve"})
        EXPECT_FALSE(ProjectName::parse(bad)) << bad;
    EXPECT_FALSE(ProjectName::parse(std::string("a\0b", 3)));
    EXPECT_FALSE(ProjectName::parse(std::string(ProjectName::k_max_name_bytes + 1, 'a')));
    EXPECT_TRUE(ProjectName::parse(std::string(ProjectName::k_max_name_bytes, 'a')));
}

TEST(ProjectName, letters_that_look_alike_are_refused_and_not_folded) {
    for (const char* bad : {"\xE2\x84\xAA", "flas\xE2\x84\xAA", "reque\xC5\xBFts", "\xEF\xBD\x81"})
        EXPECT_FALSE(ProjectName::parse(bad)) << bad;
}

TEST(ProjectName, the_error_names_the_name_and_the_rule) {
    const auto name = ProjectName::parse("a b\x1b[2J");
    ASSERT_FALSE(name);
    EXPECT_EQ(name.error().code, ErrorCode::invalid);
    EXPECT_NE(name.error().message.find("'a b\\x1b[2J'"), std::string::npos)
        << name.error().message;
}

TEST(ProjectName, file_part_has_no_hyphen) {
    EXPECT_EQ(ProjectName::parse("Zope.Interface-x").value().file_part(), "zope_interface_x");
}

}  // namespace spoke::python
