#include "base/secret.hpp"

#include <gtest/gtest.h>

namespace spoke::base {

TEST(Secret, moves_leave_nothing_behind) {
    Secret first("swordfish, and a long one so that it is not stored inline");
    const Secret second(std::move(first));
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_FALSE(second.empty());
}

TEST(Secret, comparing_is_by_content) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace spoke::base
