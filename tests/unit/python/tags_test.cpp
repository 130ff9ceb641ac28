#include "python/tags.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "python/wheel_name.hpp"

namespace spoke::python {

namespace {

std::vector<Tag> tags_of(const std::string& tag_part) {
    return WheelName::parse("x-1-" + tag_part + ".whl", Strictness::tolerant).value().tags();
}

std::optional<std::size_t> rank_of(const std::string& tag_part) {
    static const TagRanking k_ranking(debian12_target());
    return k_ranking.rank(tags_of(tag_part));
}

Cover cover_of(const std::string& ours, const std::string& theirs,
               Target host = debian12_target()) {
    return cover(tags_of(ours), tags_of(theirs), host);
}

}  // namespace

TEST(Tag, compressed_sets_are_expanded_in_lower_case_without_repetitions) {
    EXPECT_EQ(expand_tags({"py3", "PY2", "py3"}, {"none"}, {"any"}),
              (std::vector<Tag>{{"py2", "none", "any"}, {"py3", "none", "any"}}));
    EXPECT_EQ((Tag{"cp311", "abi3", "any"}).text(), "cp311-abi3-any");
}

// The whole list is compared with packaging's by the differential test.
TEST(Tags, supported_ones_begin_and_end_as_installers_have_it) {
    const auto tags = supported_tags(debian12_target());
    EXPECT_EQ(tags.front().text(), "cp311-cp311-linux_x86_64");
    EXPECT_EQ(tags[1].text(), "cp311-cp311-manylinux_2_36_x86_64");
    EXPECT_EQ(tags.back().text(), "py30-none-any");
    EXPECT_EQ(std::set<Tag>(tags.begin(), tags.end()).size(), tags.size());
}

TEST(Tags, more_special_wheels_rank_before_more_general_ones) {
    const std::vector<std::string> ordered{"cp311-cp311-linux_x86_64",
                                           "cp311-cp311-manylinux_2_36_x86_64",
                                           "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64",
                                           "cp311-abi3-manylinux2014_x86_64",
                                           "cp39-abi3-manylinux_2_36_x86_64",
                                           "py3-none-manylinux1_x86_64",
                                           "cp311-none-any",
                                           "py311-none-any",
                                           "py2.py3-none-any"};
    for (std::size_t i = 1; i < ordered.size(); ++i) {
        ASSERT_TRUE(rank_of(ordered[i - 1])) << ordered[i - 1];
        ASSERT_TRUE(rank_of(ordered[i])) << ordered[i];
        EXPECT_LT(*rank_of(ordered[i - 1]), *rank_of(ordered[i])) << ordered[i];
    }
}

TEST(Tags, wheels_for_others_have_no_rank) {
    for (const char* other :
         {"cp312-cp312-linux_x86_64", "cp311-cp311-manylinux_2_37_x86_64", "cp311-cp311-win_amd64",
          "cp311-cp311-manylinux_2_17_aarch64", "cp311-cp311-musllinux_1_2_x86_64",
          "cp312-abi3-linux_x86_64", "py2-none-any", "cp313-cp313t-linux_x86_64"})
        EXPECT_FALSE(rank_of(other)) << other;
}

TEST(Tags, manylinux_names_say_what_glibc_they_ask) {
    EXPECT_EQ(parse_manylinux("manylinux_2_28_x86_64")->glibc, (Glibc{2, 28}));
    EXPECT_EQ(parse_manylinux("manylinux2014_aarch64")->glibc, (Glibc{2, 17}));
    EXPECT_EQ(parse_manylinux("manylinux2014_aarch64")->machine, "aarch64");
    EXPECT_EQ(parse_manylinux("manylinux2010_i686")->glibc, (Glibc{2, 12}));
    EXPECT_EQ(parse_manylinux("manylinux1_x86_64")->glibc, (Glibc{2, 5}));
    for (const char* none :
         {"any", "linux_x86_64", "musllinux_1_2_x86_64", "manylinux_2_x86_64", "manylinux_2_28_",
          "manylinux1", "manylinux_99999999999_1_x", "win_amd64", ""})
        EXPECT_FALSE(parse_manylinux(none)) << none;
}

TEST(Cover, I1_a_rebuild_stands_in_only_for_the_interpreters_and_abis_that_it_has) {
    EXPECT_EQ(cover_of("py3-none-any", "py3-none-any"), Cover::covered);
    EXPECT_EQ(cover_of("py2.py3-none-any", "py3-none-any"), Cover::covered);
    EXPECT_EQ(cover_of("py3-none-any", "py2.py3-none-any"), Cover::uncovered);
    EXPECT_EQ(cover_of("cp311-cp311-linux_x86_64", "cp39-abi3-manylinux2014_x86_64"),
              Cover::uncovered);
    EXPECT_EQ(cover_of("cp39-abi3-linux_x86_64", "cp39-abi3-manylinux2014_x86_64"), Cover::covered);
    EXPECT_EQ(cover_of("cp311-cp311-linux_x86_64", "cp312-cp312-manylinux2014_x86_64"),
              Cover::uncovered);
}

TEST(Cover, I1_platforms_count_on_hosts_whose_glibc_fits) {
    const std::string theirs = "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64";
    const std::string ours = "cp311-cp311-manylinux_2_36_x86_64";
    EXPECT_EQ(cover_of(ours, theirs), Cover::covered);
    EXPECT_EQ(
        cover_of(ours, theirs,
                 {.python_major = 3, .python_minor = 11, .machine = "x86_64", .glibc = {2, 31}}),
        Cover::uncovered);
    EXPECT_EQ(cover_of("py3-none-manylinux_2_36_x86_64", "py3-none-any"), Cover::covered);
    EXPECT_EQ(cover_of("py3-none-any", "py3-none-manylinux2014_x86_64"), Cover::covered);
    EXPECT_EQ(cover_of("cp311-cp311-manylinux_2_37_x86_64", theirs), Cover::uncovered);
}

TEST(Cover, I1_wheels_of_other_systems_stay) {
    for (const char* theirs :
         {"cp311-cp311-win_amd64", "cp311-cp311-macosx_10_9_universal2",
          "cp311-cp311-musllinux_1_2_x86_64", "cp311-cp311-manylinux2014_aarch64",
          "cp311-cp311-manylinux_2_39_x86_64"})
        EXPECT_EQ(cover_of("cp311-cp311-manylinux_2_36_x86_64", theirs), Cover::elsewhere)
            << theirs;
}

}  // namespace spoke::python
