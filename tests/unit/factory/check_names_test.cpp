// Small parts that the checks share: kinds of binaries, explanations, importable names, platforms.
#include <gtest/gtest.h>

#include "factory/check/binary_kind.hpp"
#include "factory/check/explanations.hpp"
#include "factory/check/importable.hpp"
#include "factory/check/natives.hpp"
#include "factory/check/platform_policy.hpp"
#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

TEST(BinaryKind, data_is_no_binary) {
    for (const std::string bytes : {"", "M", "MZ", "text", "\x89PNG\r\n", "PK", "#!/bin/sh"})
        EXPECT_EQ(binary_kind("x", bytes), BinaryKind::none) << bytes;
    EXPECT_EQ(binary_kind("x.pyc", ""), BinaryKind::bytecode);
    EXPECT_EQ(binary_kind("x.a", "!<arch>\n"), BinaryKind::native);
    EXPECT_EQ(binary_kind("x", std::string(257, '\0') + "ustar\0"), BinaryKind::none)
        << "too short for a tar";
    EXPECT_EQ(binary_kind("x", std::string(257, 'a') + "ustar and more"), BinaryKind::archive);
    EXPECT_EQ(binary_kind("fat", std::string("\xca\xfe\xba\xbe\0\0\0\2", 8)), BinaryKind::foreign);
    EXPECT_TRUE(has_native_ending("a/libx.so.1.2"));
    EXPECT_TRUE(has_native_ending("a.PYD"));
    EXPECT_FALSE(has_native_ending("a.solution"));
}

TEST(Explanations, patterns_match_whole_paths) {
    EXPECT_TRUE(matches_pattern("pip/_vendor/distlib/*.exe", "pip/_vendor/distlib/t64.exe"));
    EXPECT_TRUE(matches_pattern("*", "a/b"));
    EXPECT_TRUE(matches_pattern("a*b*c", "aXbbYc"));
    EXPECT_TRUE(matches_pattern("a", "a"));
    EXPECT_FALSE(matches_pattern("a", "ab"));
    EXPECT_FALSE(matches_pattern("*.exe", "x.exe.py"));
    EXPECT_FALSE(matches_pattern("", "a"));
}

TEST(Explanations, the_shipped_table_knows_the_launchers_of_pip_and_setuptools_only) {
    const auto of = [](const std::string& name) {
        return shipped_explanations(python::ProjectName::parse(name).value());
    };
    EXPECT_NE(find_explanation(of("pip"), "pip/_vendor/distlib/w64-arm.exe"), nullptr);
    EXPECT_NE(find_explanation(of("setuptools"), "setuptools/cli-64.exe"), nullptr);
    EXPECT_EQ(find_explanation(of("setuptools"), "setuptools/x.so"), nullptr);
    EXPECT_TRUE(of("flask").empty());
}

TEST(NeutralPath, dist_info_and_data_lose_their_version) {
    EXPECT_EQ(neutral_path("a-1.0.dist-info/METADATA", "a-1.0.dist-info"), "{dist-info}/METADATA");
    EXPECT_EQ(neutral_path("a-1.0.data/scripts/x", "a-1.0.dist-info"), "{data}/scripts/x");
    EXPECT_EQ(neutral_path("a/b", "a-1.0.dist-info"), "a/b");
    EXPECT_EQ(neutral_path("v/a-1.0.dist-info/x", "a-1.0.dist-info"), "v/a-1.0.dist-info/x");
}

TEST(ImportableNames, come_from_members) {
    test::Sample sample;
    sample.add("mod.py", "")
        .add("_c.cpython-311-x86_64-linux-gnu.so", "")
        .add("ns/sub/x.py", "")
        .add("data/x.txt", "")
        .add("pkg.libs/libx.so", "")
        .add("pkg-1.0.data/purelib/late.py", "")
        .add("pkg-1.0.data/scripts/run.py", "");
    EXPECT_EQ(importable_names(sample.content()),
              (std::set<std::string>{"_c", "late", "mod", "ns", "pkg"}));
}

TEST(LicencePath, is_told_by_place_and_name) {
    EXPECT_TRUE(is_licence_path("{dist-info}/LICENSE.txt"));
    EXPECT_TRUE(is_licence_path("{dist-info}/licenses/deep/x"));
    EXPECT_TRUE(is_licence_path("{dist-info}/COPYING"));
    EXPECT_FALSE(is_licence_path("pkg/LICENSE"));
    EXPECT_FALSE(is_licence_path("{dist-info}/METADATA"));
}

TEST(PlatformPolicy, knows_what_each_platform_promises) {
    ElfFacts facts;
    facts.needed_versions = {
        {"libc.so.6", "GLIBC_2.17"}, {"libstdc++.so.6", "GLIBCXX_3.4.21"}, {"libfoo.so", "FOO_9"}};
    EXPECT_EQ(versions_beyond(facts, {2, 17}),
              (std::vector<std::string>{"GLIBCXX_3.4.21 (libstdc++.so.6)"}));
    EXPECT_EQ(lowest_glibc(facts), (python::Glibc{2, 24}));
    facts.needed_versions = {{"libc.so.6", "GLIBC_ABI_DT_RELR"}};
    EXPECT_EQ(lowest_glibc(facts), (python::Glibc{2, 36}));
    facts.needed_versions = {{"libc.so.6", "GLIBC_2.3.4"}};
    EXPECT_EQ(lowest_glibc(facts), (python::Glibc{2, 5}));
    facts.needed_versions = {{"libc.so.6", "GLIBC_9.0"}};
    EXPECT_EQ(lowest_glibc(facts), std::nullopt);
}

TEST(Natives, a_bundled_librarys_hash_is_left_out) {
    EXPECT_EQ(without_hash("libfoo-1a2b3c4d.so.1"), "libfoo.so.1");
    EXPECT_EQ(without_hash("libfoo-release.so"), "libfoo-release.so");
    EXPECT_EQ(without_hash("libc.so.6"), "libc.so.6");
}

}  // namespace
}  // namespace spoke::factory
