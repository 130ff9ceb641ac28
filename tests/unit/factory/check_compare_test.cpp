#include "factory/check/compare.hpp"

#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::RawElf;
using test::Sample;
using test::upstream_sample;

Equivalence level(const Sample& ours, const Sample& theirs) {
    return Case(ours, theirs).comparison().level;
}

TEST(Compare, equal_bytes_are_E0_and_equal_canonical_forms_E1) {
    EXPECT_EQ(level(upstream_sample(), upstream_sample()), Equivalence::e0);
    EXPECT_EQ(level(Sample{}, upstream_sample()), Equivalence::e1) << "the build tag is ours";
    auto with_bytecode = upstream_sample();
    with_bytecode.add("pkg/__pycache__/x.cpython-311.pyc", "x");
    EXPECT_EQ(level(Sample{}, with_bytecode), Equivalence::e1);
    Sample with_sbom;
    with_sbom.add_info("sboms/spokeshave.spdx.json", "{}")
        .add_info("spokeshave.payload.dsse.json", "{}");
    EXPECT_EQ(level(with_sbom, upstream_sample()), Equivalence::e1);
}

TEST(Compare, another_generator_or_mode_is_E2) {
    auto theirs = upstream_sample();
    theirs.wheel =
        "Wheel-Version: 1.0\nGenerator: flit 3.9.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
    EXPECT_EQ(level(Sample{}, theirs), Equivalence::e2);
    auto mode = upstream_sample();
    mode.members[0].executable = archive::Executable::yes;
    EXPECT_EQ(level(Sample{}, mode), Equivalence::e2);
}

TEST(Compare, another_spelling_of_the_folder_is_no_difference) {
    auto theirs = upstream_sample();
    theirs.file_name = "Pkg-1.0-py3-none-any.whl";
    theirs.dist_info = "Pkg-1.0.dist-info";
    EXPECT_EQ(level(Sample{}, theirs), Equivalence::e1);
}

TEST(Compare, other_metadata_text_and_moved_licences_are_E3) {
    auto theirs = upstream_sample();
    theirs.metadata += "more readme\n";
    theirs.add_info("LICENSE", "text");
    Sample ours;
    ours.add_info("licenses/LICENSE", "text");
    const auto comparison = Case(ours, theirs).comparison();
    EXPECT_EQ(comparison.level, Equivalence::e3);
    EXPECT_EQ(comparison.differ, (std::vector<std::string>{"{dist-info}/METADATA"}));
    EXPECT_EQ(comparison.missing, (std::vector<std::string>{"{dist-info}/LICENSE"}));
    EXPECT_EQ(comparison.extra, (std::vector<std::string>{"{dist-info}/licenses/LICENSE"}));
    EXPECT_EQ(comparison.same, 2U);
}

TEST(Compare, native_members_with_the_same_face_are_E4) {
    auto theirs = Sample{}.make_native(RawElf{.needed = {"libpthread.so.0", "libc.so.6"},
                                              .exports = {"_init", "PyInit__fast"},
                                              .code = "other"}
                                           .bytes());
    EXPECT_EQ(level(Sample{}.make_native(RawElf{}.bytes()), theirs.without_build()),
              Equivalence::e4);
}

TEST(Compare, native_members_with_another_face_are_E6_and_said_how) {
    auto theirs = Sample{}.make_native(RawElf{.needed = {"libm.so.6", "libc.so.6"}}.bytes());
    const auto comparison =
        Case(Sample{}.make_native(RawElf{}.bytes()), theirs.without_build()).comparison();
    EXPECT_EQ(comparison.level, Equivalence::e6);
    ASSERT_EQ(comparison.native.size(), 1U);
    EXPECT_NE(comparison.native[0].find("needs other libraries"), std::string::npos);
}

TEST(Compare, an_explained_difference_is_E5_and_an_unexplained_one_E6) {
    Sample ours;
    ours.members[1].bytes = "other\n";
    Case one(ours, upstream_sample());
    EXPECT_EQ(one.comparison().level, Equivalence::e6);
    one.explanations = {{"pkg/data.txt", "a date"}};
    EXPECT_EQ(one.comparison().level, Equivalence::e5);
    EXPECT_EQ(one.comparison().differ, (std::vector<std::string>{"pkg/data.txt"}));
}

TEST(Compare, what_resolvers_see_is_listed_and_E6) {
    auto theirs = upstream_sample();
    theirs.metadata = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\nRequires-Dist: evil\n";
    const auto comparison = Case(Sample{}, theirs).comparison();
    EXPECT_EQ(comparison.level, Equivalence::e6);
    EXPECT_FALSE(comparison.metadata.empty());
}

TEST(Compare, a_version_file_that_both_builds_made_is_no_unsourced_code) {
    auto theirs = upstream_sample();
    theirs.add("pkg/_version.py", "v = 1");
    Sample ours;
    ours.add("pkg/_version.py", "v = 2");
    EXPECT_TRUE(Case(ours, theirs).comparison().unsourced.empty());
    Case one(ours, theirs);
    one.with_source("pkg-1.0/pkg/_version.py", "v = 2");
    EXPECT_EQ(one.comparison().unsourced, (std::vector<std::string>{"pkg/_version.py"}));
}

}  // namespace
}  // namespace spoke::factory
