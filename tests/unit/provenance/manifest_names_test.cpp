#include <gtest/gtest.h>

#include "provenance/verifier.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {

TEST(ManifestNames, a_consistent_manifest_has_no_findings) {
    EXPECT_TRUE(check_manifest_names(tests::sample_manifest()).empty());
    auto manifest = tests::sample_manifest();
    manifest.dist_info = "Flask-2.0.dist-info";  // as old backends write it
    EXPECT_TRUE(check_manifest_names(manifest).empty());
}

TEST(ManifestNames, V6_folder_and_wheel_must_be_those_of_the_subject) {
    for (const auto* folder : {"flask-2.0.0+spoke.1.dist-info", "flask-2.0.1.dist-info",
                               "flasky-2.0.0.dist-info", "flask.dist-info"}) {
        auto manifest = tests::sample_manifest();
        manifest.dist_info = folder;
        EXPECT_EQ(check_manifest_names(manifest).size(), 1U) << folder;
    }
    for (const auto* wheel : {"flask-2.0.0-2-py3-none-any.whl", "flask-2.0.0-py3-none-any.whl",
                              "flask-2.0.0+spoke.1-1-py3-none-any.whl",
                              "flasky-2.0.0-1-py3-none-any.whl", "flask.whl"}) {
        auto manifest = tests::sample_manifest();
        manifest.wheel = wheel;
        EXPECT_EQ(check_manifest_names(manifest).size(), 1U) << wheel;
    }
}

TEST(ManifestNames, V6_the_place_must_be_the_manifests) {
    const auto manifest = tests::sample_manifest();
    const auto count = [&](const ManifestPlace& place) {
        return check_manifest_place(manifest, place).size();
    };
    EXPECT_EQ(count({}), 0U);
    EXPECT_EQ(count({"flask-2.0.0.dist-info", "Flask", "2.0", "flask-2.0.0-1-py3-none-any.whl"}),
              0U);
    // A genuine 2.0.0 in the folder of a remediated one keeps its payload digest.
    EXPECT_EQ(count({"flask-2.0.0+spoke.1.dist-info", "", "", ""}), 1U);
    EXPECT_EQ(count({"Flask-2.0.0.dist-info", "", "", ""}), 1U);
    EXPECT_EQ(count({"", "flasky", "", ""}), 1U);
    EXPECT_EQ(count({"", "", "2.0.0+spoke.1", ""}), 1U);
    EXPECT_EQ(count({"", "", "", "flask-2.0.0-2-py3-none-any.whl"}), 1U);
}

}  // namespace spoke::provenance
