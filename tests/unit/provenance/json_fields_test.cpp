#include "provenance/json_fields.hpp"

#include <gtest/gtest.h>

namespace spoke::provenance {

TEST(JsonFields, text_is_free_of_control_characters_and_bounded) {
    EXPECT_EQ(json_text({{"a", "x"}}, "a").value(), "x");
    EXPECT_FALSE(json_text({{"a", "x\x1b[2J"}}, "a"));
    EXPECT_FALSE(json_text({{"a", std::string(k_text_limit + 1, 'x')}}, "a"));
    EXPECT_FALSE(json_text({{"a", 1}}, "a"));
    EXPECT_TRUE(json_text({{"a", ""}}, "a"));
    EXPECT_FALSE(json_word({{"a", ""}}, "a"));
}

TEST(JsonFields, an_error_names_the_key) {
    const auto missing = json_digest({{"a", "x"}}, "sha256");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().describe().find("sha256"), std::string::npos);
}

TEST(JsonFields, lists_are_bounded_and_unknown_keys_found) {
    EXPECT_TRUE(json_array({{"a", {1, 2}}}, "a", 2));
    EXPECT_FALSE(json_array({{"a", {1, 2, 3}}}, "a", 2));
    EXPECT_FALSE(json_texts({{"a", {"x", 2}}}, "a", 2));
    EXPECT_TRUE(refuse_unknown_keys({{"a", 1}}, {"a", "b"}, "it"));
    const auto unknown = refuse_unknown_keys({{"c", 1}}, {"a", "b"}, "the order");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message, "unknown key \"c\" in the order");
}

}  // namespace spoke::provenance
