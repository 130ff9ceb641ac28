#include "provenance/vocabulary.hpp"

#include <gtest/gtest.h>

namespace spoke::provenance {

TEST(Vocabulary, words_lead_back_to_their_values) {
    for (const auto tier : {Tier::internal, Tier::remediated, Tier::rebuilt, Tier::upstream})
        EXPECT_EQ(find_tier(to_string(tier)), tier);
    for (const auto kind : {SourceKind::repository, SourceKind::sdist, SourceKind::archive})
        EXPECT_EQ(find_source_kind(to_string(kind)), kind);
    EXPECT_FALSE(find_tier("Rebuilt"));
    EXPECT_FALSE(find_source_kind(""));
}

TEST(Vocabulary, package_urls_escape_what_they_must) {
    EXPECT_EQ(package_url("flask", "2.0.0"), "pkg:pypi/flask@2.0.0");
    EXPECT_EQ(package_url("flask", "2.0.0+spoke.1"), "pkg:pypi/flask@2.0.0%2Bspoke.1");
    EXPECT_EQ(package_url("x", "1!2.0"), "pkg:pypi/x@1%212.0");
    EXPECT_EQ(package_url("flask", "2.0.0", "Flask-2.0.0.tar.gz"),
              "pkg:pypi/flask@2.0.0?file_name=Flask-2.0.0.tar.gz");
}

}  // namespace spoke::provenance
