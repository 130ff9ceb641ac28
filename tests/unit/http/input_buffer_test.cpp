#include "http/input_buffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace spoke::http {
namespace {

void put(InputBuffer& buffer, std::string_view text) {
    while (!text.empty()) {
        const auto room = buffer.make_room();
        const std::size_t count = std::min(room.size(), text.size());
        std::ranges::copy(text.substr(0, count), room.begin());
        buffer.grow_by(count);
        text.remove_prefix(count);
    }
}

}  // namespace

TEST(InputBuffer, keeps_what_is_not_consumed) {
    InputBuffer buffer;
    put(buffer, "firstsecond");
    buffer.consume(5);
    EXPECT_EQ(buffer.view(), "second");
    put(buffer, "third");
    EXPECT_EQ(buffer.view(), "secondthird");
    buffer.consume(11);
    EXPECT_TRUE(buffer.empty());
}

TEST(InputBuffer, grows_and_shrinks_back) {
    InputBuffer buffer;
    const std::string large(10'000, 'x');
    put(buffer, large);
    EXPECT_EQ(buffer.view(), large);
    buffer.consume(large.size());
    EXPECT_EQ(buffer.make_room().size(), 1536U);
}

TEST(InputBuffer, splits_off_what_follows_a_head) {
    InputBuffer buffer;
    put(buffer, "headbody");
    EXPECT_EQ(buffer.after(4), "body");
    buffer.truncate(4);
    EXPECT_EQ(buffer.view(), "head");
    buffer.replace("next");
    EXPECT_EQ(buffer.view(), "next");
}

}  // namespace spoke::http
