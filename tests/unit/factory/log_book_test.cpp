#include "factory/build/log_book.hpp"

#include <gtest/gtest.h>

namespace spoke::factory {
namespace {

TEST(LogBook, our_lines_stand_on_lines_of_their_own) {
    LogBook log;
    log.say("begin");
    log.add("no line end");
    log.say("end");
    EXPECT_EQ(log.text(), "== begin\nno line end\n== end\n");
}

TEST(LogBook, foreign_text_is_bounded) {
    LogBook log;
    const std::string piece(std::size_t{40} << 20U, 'x');
    log.add(piece);
    log.add(piece);
    log.add(piece);
    EXPECT_LT(log.text().size(), std::size_t{65} << 20U);
    log.say("the end is still told");
    EXPECT_TRUE(log.text().ends_with("== the end is still told\n"));
}

}  // namespace
}  // namespace spoke::factory
