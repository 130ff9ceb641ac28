#include "base/result.hpp"

#include <gtest/gtest.h>

namespace spoke {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0) return fail(ErrorCode::invalid, "odd");
    return value / 2;
}

Result<int> quarter(int value) {
    SPOKE_TRY(auto once, half(value));
    SPOKE_TRY(half(once));
    return half(once);
}

}  // namespace

TEST(Result, try_hands_the_error_up) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(quarter(6).error().message, "odd");
    EXPECT_EQ(quarter(7).error().code, ErrorCode::invalid);
}

TEST(Result, notes_are_shown_after_the_message) {
    Error error{ErrorCode::not_found, "no such file", {"reading a", "for b"}};
    EXPECT_EQ(error.describe(), "no such file (reading a) (for b)");
}

}  // namespace spoke
