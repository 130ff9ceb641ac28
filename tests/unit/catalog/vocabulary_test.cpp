#include "catalog/vocabulary.hpp"

#include <gtest/gtest.h>

#include "catalog/builds.hpp"
#include "catalog/requests.hpp"

namespace spoke::catalog {
namespace {

TEST(VocabularyTest, words_are_read_as_they_are_written) {
    for (const auto tier : {Tier::internal, Tier::remediated, Tier::rebuilt, Tier::upstream})
        EXPECT_EQ(parse_word<Tier>(to_string(tier)).value(), tier);
    for (int i = 0; i <= static_cast<int>(FailureClass::internal); ++i) {
        const auto failure = static_cast<FailureClass>(i);
        EXPECT_EQ(parse_word<FailureClass>(to_string(failure)).value(), failure);
    }
    for (int i = 0; i <= static_cast<int>(BuildState::superseded); ++i) {
        const auto state = static_cast<BuildState>(i);
        EXPECT_EQ(parse_word<BuildState>(to_string(state)).value(), state);
    }
}

TEST(VocabularyTest, failure_classes_are_spelled_with_hyphens) {
    EXPECT_EQ(to_string(FailureClass::missing_build_req), "missing-build-req");
    EXPECT_EQ(to_string(FailureClass::oom), "oom");
    EXPECT_EQ(to_string(BuildState::waiting_deps), "waiting_deps");
}

TEST(VocabularyTest, an_unknown_word_is_named_with_the_nearest_right_one) {
    const auto tier = parse_word<Tier>("remediate");
    ASSERT_FALSE(tier);
    EXPECT_EQ(tier.error().code, ErrorCode::invalid);
    EXPECT_NE(tier.error().message.find("\"remediated\""), std::string::npos)
        << tier.error().message;
}

}  // namespace
}  // namespace spoke::catalog
