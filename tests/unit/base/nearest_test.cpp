#include "base/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace spoke::base {

TEST(Nearest, a_mistyped_word_finds_the_one_that_was_meant) {
    const std::vector<std::string> words = {"listen", "external_url", "upstream", "data"};
    EXPECT_EQ(nearest_word("lisen", words), "listen");
    EXPECT_EQ(nearest_word("lsiten", words), "listen");
    EXPECT_EQ(nearest_word("external-url", words), "external_url");
    EXPECT_EQ(nearest_word("zzzz", words), std::nullopt);
    EXPECT_EQ(nearest_word("", words), std::nullopt);
    EXPECT_EQ(did_you_mean("upstraem", words), "; did you mean \"upstream\"?");
}

}  // namespace spoke::base
