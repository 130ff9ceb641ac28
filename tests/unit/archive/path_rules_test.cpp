#include "archive/path_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::archive {
namespace {

TEST(PathRules, ordinary_paths_pass) {
    for (const std::string path : {"a", "a/b.py", "a b/c", "..a/b..", "...", "ä/ö.py", "ab:c",
                                   "pkg-1.0.dist-info/RECORD", "~/x"})
        EXPECT_TRUE(check_member_path(path)) << path;
}

TEST(PathRules, climbing_absolute_and_odd_paths_are_refused_with_their_reason) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "empty name"},
        {"/etc/passwd", "absolute"},
        {"C:/x", "drive letter"},
        {"../x", "climbs"},
        {"a/../../x", "climbs"},
        {"a/..", "climbs"},
        {"./a", "'.'"},
        {"a/./b", "'.'"},
        {"a//b", "empty part"},
        {"a/", "empty part"},
        {"a\\b", "backslash"},
        {std::string("a\0b", 3), "control"},
        {"a\nb", "control"},
        {"a\x1b[31m", "control"},
        {"a\x7f", "control"},
        {"\xff\xfe", "UTF-8"},
        {"\xc0\xaf", "UTF-8"},
        {std::string(256, 'a'), "part of 256 bytes"},
        {std::string(5000, '/'), "limit"},
    };
    for (const auto& [path, reason] : cases) {
        const auto result = check_member_path(path);
        ASSERT_FALSE(result) << path;
        EXPECT_NE(result.error().message.find(reason), std::string::npos)
            << path << " → " << result.error().message;
    }
}

TEST(PathRules, a_path_that_is_too_deep_is_refused) {
    std::string path = "a";
    for (std::size_t i = 0; i < k_max_path_depth; ++i) path += "/a";
    EXPECT_FALSE(check_member_path(path));
}

TEST(PathRules, case_is_folded_for_ascii_latin_greek_and_cyrillic) {
    EXPECT_EQ(fold_case("README.Txt"), "readme.txt");
    EXPECT_EQ(fold_case("ÄÖÜ×ß"), "äöü×ß");
    EXPECT_EQ(fold_case("ŠŹŐ"), "šźő");
    EXPECT_EQ(fold_case("ΑΩ"), "αω");
    EXPECT_EQ(fold_case("ЁЖЯ"), "ёжя");
    EXPECT_EQ(fold_case("日本"), "日本");
}

TEST(NameSet, a_name_given_twice_is_refused) {
    NameSet names;
    ASSERT_TRUE(names.add("a/b", NameKind::leaf));
    EXPECT_FALSE(names.add("a/b", NameKind::leaf));
}

TEST(NameSet, names_differing_by_case_only_are_refused) {
    NameSet names;
    ASSERT_TRUE(names.add("Pkg/a", NameKind::leaf));
    EXPECT_FALSE(names.add("Pkg/A", NameKind::leaf));
    EXPECT_FALSE(names.add("pkg/b", NameKind::leaf)) << "folders count too";
}

TEST(NameSet, a_file_can_have_nothing_below_it) {
    NameSet names;
    ASSERT_TRUE(names.add("a", NameKind::leaf));
    EXPECT_FALSE(names.add("a/b", NameKind::leaf));
    NameSet other;
    ASSERT_TRUE(other.add("a/b", NameKind::leaf));
    EXPECT_FALSE(other.add("a", NameKind::leaf));
}

TEST(NameSet, chains_of_folders_for_each_member_are_bounded_together) {
    NameSet names;
    const std::string part(30, 'x');
    Result<void> result;
    for (int i = 0; i < 100'000 && result; ++i) {
        auto path = std::to_string(i);
        for (int depth = 0; depth < 100; ++depth) path += "/" + part;
        result = names.add(path, NameKind::leaf);
    }
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::too_large);
}

TEST(NameSet, a_folder_may_be_listed_after_what_it_holds_but_once) {
    NameSet names;
    ASSERT_TRUE(names.add("a/b", NameKind::leaf));
    EXPECT_TRUE(names.add("a", NameKind::folder));
    EXPECT_FALSE(names.add("a", NameKind::folder));
}

}  // namespace
}  // namespace spoke::archive
