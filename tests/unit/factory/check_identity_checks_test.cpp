#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Case;
using test::expect;
using test::Sample;

TEST(W01, passes_where_file_name_folder_and_metadata_agree) {
    expect(check_identity(Case(Sample{}).input()), CheckStatus::pass);
    Sample old_spelling;
    old_spelling.dist_info = "Pkg-1.0.0.dist-info";
    old_spelling.metadata = "Metadata-Version: 2.1\nName: PKG\nVersion: 1.0.0\n";
    expect(check_identity(Case(old_spelling).input()), CheckStatus::pass);
}

TEST(W01, V6_fails_where_the_folder_or_metadata_is_of_another) {
    Sample folder;
    folder.dist_info = "pkg-1.0+spoke.1.dist-info";
    expect(check_identity(Case(folder).input()), CheckStatus::fail, "does not fit the file name");
    Sample name;
    name.metadata = "Metadata-Version: 2.1\nName: other\nVersion: 1.0\n";
    expect(check_identity(Case(name).input()), CheckStatus::fail, "METADATA says other");
    Sample version;
    version.metadata = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.1\n";
    expect(check_identity(Case(version).input()), CheckStatus::fail, "METADATA says version 1.1");
    Sample nothing;
    nothing.metadata = "Metadata-Version: 2.1\n";
    expect(check_identity(Case(nothing).input()), CheckStatus::fail, "no valid Name");
}

TEST(W01, fails_where_tags_or_build_differ_in_WHEEL) {
    Sample tags;
    tags.wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2-none-any\nBuild: 1\n";
    expect(check_identity(Case(tags).input()), CheckStatus::fail, "tags in WHEEL");
    Sample build;
    build.wheel = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\nBuild: 2\n";
    expect(check_identity(Case(build).input()), CheckStatus::fail, "build tag '2'");
}

TEST(W01, fails_for_several_wheels_and_for_another_project) {
    const Case one{Sample{}};
    auto input = one.input();
    input.built_wheels = 2;
    expect(check_identity(input), CheckStatus::fail, "2 wheels");
    input.built_wheels = 1;
    input.project = python::ProjectName::parse("asked").value();
    expect(check_identity(input), CheckStatus::fail, "asked was asked for");
}

TEST(W02, compares_versions_as_pep_440_does) {
    const Case one{Sample{}};
    auto input = one.input();
    input.version = python::Version::parse("v1.0.0").value();
    expect(check_version(input), CheckStatus::pass);
    input.version = python::Version::parse("1.0.post1").value();
    const auto check = check_version(input);
    expect(check, CheckStatus::fail, "made version 1.0, not 1.0.post1");
    EXPECT_EQ(check.failure_class, "version-drift");
}

}  // namespace
}  // namespace spoke::factory
