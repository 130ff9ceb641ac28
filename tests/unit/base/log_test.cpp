#include "base/log.hpp"

#include <gtest/gtest.h>

namespace spoke::base {

TEST(Log, a_field_stays_on_one_line_and_shows_its_ends) {
    EXPECT_EQ(log_field("project", "flask"), " project=flask");
    EXPECT_EQ(log_field("why", "a b"), " why=\"a b\"");
    EXPECT_EQ(log_field("why", "say \"x\"\nerror forged"),
              " why=\"say \\\"x\\\"\\\\x0aerror forged\"");
    EXPECT_EQ(log_fields("a", 1, "b", "c"), " a=1 b=c");
}

TEST(Log, lines_go_to_standard_error) {
    testing::internal::CaptureStderr();
    SPOKE_LOG(info, "tested", "n", 7);
    SPOKE_LOG(debug, "unseen", "n", 8);
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_NE(text.find(" info tested n=7\n"), std::string::npos);
    EXPECT_EQ(text.find("unseen"), std::string::npos);
}

}  // namespace spoke::base
