#include "provenance/manifest_rules.hpp"

#include <gtest/gtest.h>

#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

std::string refusal(Manifest manifest) {
    manifest.payload = crypto::payload_digest(manifest.files, manifest.dist_info);
    const auto checked = check_manifest_content(manifest);
    return checked ? "" : checked.error().message;
}

std::string refusal_of_path(const std::string& path) {
    auto manifest = tests::sample_manifest();
    manifest.files.push_back({path, tests::sample_digest("x"), 1, crypto::Executable::no});
    return refusal(manifest);
}

}  // namespace

TEST(ManifestRules, a_sound_manifest_passes) {
    EXPECT_EQ(refusal(tests::sample_manifest()), "");
    EXPECT_EQ(refusal_of_path("flask/zażółć.py"), "");
}

TEST(ManifestRules, V5_paths_that_leave_the_wheel_are_refused) {
    for (const auto* path : {"../evil.py", "flask/../../evil.py", "/etc/passwd", "a//b", "./a",
                             "a/.", "a/", "", "a\\b", "a\nb", "a\x1b[2J"})
        EXPECT_NE(refusal_of_path(path).find("lists the path"), std::string::npos) << path;
}

TEST(ManifestRules, V5_RECORD_and_SBOMs_are_left_out_by_exact_name) {
    EXPECT_NE(refusal_of_path("flask-2.0.0.dist-info/RECORD").find("reserved"), std::string::npos);
    // Another package's, or another folder's, is a file like any other.
    EXPECT_EQ(refusal_of_path("flask/RECORD"), "");
    EXPECT_EQ(refusal_of_path("flask-2.0.0.dist-info/sboms/other.cyclonedx.json"), "");
}

TEST(ManifestRules, F13_reserved_members_among_the_files_are_refused) {
    for (const auto* name :
         {"spokeshave.payload.dsse.json", "sboms/spokeshave.spdx.json",
          "sboms/spokeshave.more.json", "Spokeshave.payload.DSSE.json", "spokeshave.anything"})
        EXPECT_NE(refusal_of_path("flask-2.0.0.dist-info/" + std::string(name)).find("reserved"),
                  std::string::npos)
            << name;
}

TEST(ManifestRules, a_path_stands_once) {
    EXPECT_NE(refusal_of_path("flask/app.py").find("twice"), std::string::npos);
}

TEST(ManifestRules, names_must_be_in_normalized_form) {
    auto manifest = tests::sample_manifest();
    manifest.project = "Flask";
    EXPECT_NE(refusal(manifest), "");
    manifest = tests::sample_manifest();
    manifest.version = "v2.0.0";
    EXPECT_NE(refusal(manifest), "");
    manifest = tests::sample_manifest();
    manifest.dist_info = "../flask-2.0.0.dist-info";
    EXPECT_NE(refusal(manifest), "");
    manifest = tests::sample_manifest();
    manifest.wheel = "x/flask-2.0.0-1-py3-none-any.whl";
    EXPECT_NE(refusal(manifest), "");
}

TEST(ManifestRules, SBOMs_are_ours_and_stand_in_their_folder) {
    for (const auto* name : {"RECORD", "sboms/other.json", "sboms/spokeshave.x/../../METADATA",
                             "sboms/spokeshave.x/y"}) {
        auto manifest = tests::sample_manifest();
        manifest.sboms.push_back({name, tests::sample_digest("x")});
        EXPECT_NE(refusal(manifest).find("SBOM"), std::string::npos) << name;
    }
}

}  // namespace spoke::provenance
