#include "base/channel.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace spoke::base {
namespace {

using namespace std::chrono_literals;

Deadline soon() {
    return Deadline::after(10s);
}

std::pair<Channel, Channel> make_channels() {
    auto pair = Channel::make_pair();
    EXPECT_TRUE(pair.has_value());
    return *std::move(pair);
}

FileHandle file_with(const std::string& text) {
    auto folder = TemporaryFolder::make("channel-test");
    EXPECT_TRUE(write_file_atomically(folder->path() / "file", text));
    return *open_regular_file(folder->path() / "file");
}

}  // namespace

TEST(Channel, carries_texts_and_files_in_order) {
    auto [left, right] = make_channels();
    const auto file = file_with("content");
    const std::array fds{file.get(), file.get()};
    ASSERT_TRUE(left.send("{}"));
    ASSERT_TRUE(left.send("", fds));
    ASSERT_TRUE(left.send("last"));

    const auto first = right.receive(soon());
    ASSERT_TRUE(first.has_value() && first->has_value());
    EXPECT_EQ((*first)->json, "{}");
    EXPECT_TRUE((*first)->descriptors.empty());
    const auto second = right.receive(soon());
    ASSERT_TRUE(second.has_value() && second->has_value());
    ASSERT_EQ((*second)->descriptors.size(), 2U);
    EXPECT_EQ(read_all((*second)->descriptors[1].get(), 100).value(), "content");
    EXPECT_NE(::fcntl((*second)->descriptors[0].get(), F_GETFD) & FD_CLOEXEC, 0);
    const auto third = right.receive(soon());
    ASSERT_TRUE(third.has_value() && third->has_value());
    EXPECT_EQ((*third)->json, "last");
    EXPECT_TRUE((*third)->descriptors.empty());
}

TEST(Channel, carries_frames_larger_than_the_socket_holds) {
    auto [left, right] = make_channels();
    const std::string large(k_frame_limit, 'x');
    std::jthread sender([&left, &large] { EXPECT_TRUE(left.send(large)); });
    const auto got = right.receive(soon());
    ASSERT_TRUE(got.has_value() && got->has_value());
    EXPECT_EQ((*got)->json, large);
}

TEST(Channel, keeps_frames_whole_when_several_threads_send) {
    auto [left, right] = make_channels();
    constexpr int k_threads = 4;
    constexpr int k_frames = 50;
    std::vector<std::jthread> senders;
    for (int i = 0; i < k_threads; ++i)
        senders.emplace_back([&left, i] {
            const std::string text(10'000, static_cast<char>('a' + i));
            for (int n = 0; n < k_frames; ++n) EXPECT_TRUE(left.send(text));
        });
    for (int n = 0; n < k_threads * k_frames; ++n) {
        const auto got = right.receive(soon());
        ASSERT_TRUE(got.has_value() && got->has_value());
        EXPECT_EQ((*got)->json, std::string(10'000, (*got)->json[0]));
    }
}

TEST(Channel, refuses_to_send_over_its_limits) {
    auto [left, right] = make_channels();
    EXPECT_EQ(left.send(std::string(k_frame_limit + 1, 'x')).error().code, ErrorCode::too_large);
    const std::vector<int> many(k_descriptors_per_frame + 1, 0);
    EXPECT_EQ(left.send("", many).error().code, ErrorCode::too_large);
}

TEST(Channel, a_deadline_within_a_frame_loses_nothing) {
    auto [left, right] = make_channels();
    auto [spy_in, spy_out] = make_channels();
    ASSERT_TRUE(spy_in.send("hello"));
    std::array<char, 100> frame{};
    const auto size = ::read(spy_out.descriptor(), frame.data(), frame.size());
    ASSERT_GT(size, 10);
    ASSERT_EQ(::write(left.descriptor(), frame.data(), 10), 10);
    EXPECT_EQ(right.receive(Deadline::after(20ms)).error().code, ErrorCode::timeout);
    const auto rest = static_cast<std::size_t>(size - 10);
    ASSERT_EQ(::write(left.descriptor(), frame.data() + 10, rest), size - 10);
    const auto got = right.receive(soon());
    ASSERT_TRUE(got.has_value() && got->has_value());
    EXPECT_EQ((*got)->json, "hello");
}

TEST(Channel, tells_an_orderly_end_from_a_cut) {
    auto [left, right] = make_channels();
    {
        const auto gone = std::move(left);
    }
    const auto end = right.receive(soon());
    ASSERT_TRUE(end.has_value());
    EXPECT_FALSE(end->has_value());
    EXPECT_EQ(right.send("x").error().code, ErrorCode::unavailable);

    auto [cut, other] = make_channels();
    ASSERT_EQ(::write(cut.descriptor(), "mode", 4), 4);
    cut.shut_down();
    EXPECT_EQ(other.receive(soon()).error().code, ErrorCode::unavailable);
}

TEST(Channel, refuses_what_is_not_a_frame) {
    auto [left, right] = make_channels();
    const std::string junk(24, 'j');
    ASSERT_EQ(::write(left.descriptor(), junk.data(), junk.size()), 24);
    EXPECT_EQ(right.receive(soon()).error().code, ErrorCode::invalid);
}

}  // namespace spoke::base
