#include "base/caller.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"

namespace spoke::base {
namespace {

using namespace std::chrono_literals;

Deadline soon() {
    return Deadline::after(10s);
}

/// A peer on a thread that answers until the channel is closed.
class Peer {
public:
    using Handler = std::function<Result<Reply>(Message)>;

    Peer(Channel channel, std::size_t queue, Handler handler, std::function<void()> on_close = {})
        : channel_(std::move(channel)),
          pool_("peer", 2, queue),
          thread_([this, handler = std::move(handler), on_close = std::move(on_close)] {
              ended_ = answer_calls(channel_, pool_, handler, on_close);
          }) {}
    Result<void> join() {
        thread_.join();
        return ended_;
    }

private:
    Channel channel_;
    Pool pool_;
    Result<void> ended_ = ok();
    std::jthread thread_;
};

}  // namespace

TEST(Caller, brings_each_answer_to_its_question) {
    auto pair = Channel::make_pair();
    auto handler = [](Message question) -> Result<Reply> {
        // Later questions are answered first.
        std::this_thread::sleep_for(std::chrono::milliseconds(20 - std::stoi(question.json)));
        return Reply{question.json, std::move(question.descriptors)};
    };
    Peer peer(std::move(pair->second), 100, handler);
    {
        Caller caller(std::move(pair->first));
        std::vector<std::jthread> threads;
        for (int i = 0; i < 20; ++i)
            threads.emplace_back([&caller, i] {
                const auto answer = caller.call(std::to_string(i), {}, soon());
                ASSERT_TRUE(answer.has_value()) << answer.error().describe();
                EXPECT_EQ(answer->json, std::to_string(i));
            });
    }
    EXPECT_TRUE(peer.join());
}

TEST(Caller, brings_errors_back_as_they_were) {
    auto pair = Channel::make_pair();
    auto handler = [](const Message& question) -> Result<Reply> {
        if (question.json == "throw") throw std::runtime_error("cross");
        return fail_with_note(Error{ErrorCode::denied, "not this key", {}}, "signing");
    };
    Peer peer(std::move(pair->second), 100, handler);
    Caller caller(std::move(pair->first));
    const auto denied = caller.call("{}", {}, soon());
    ASSERT_FALSE(denied.has_value());
    EXPECT_EQ(denied.error().code, ErrorCode::denied);
    EXPECT_EQ(denied.error().describe(), "not this key (signing)");
    EXPECT_EQ(caller.call("throw", {}, soon()).error().code, ErrorCode::internal);
}

TEST(Caller, gives_up_at_its_deadline_and_goes_on) {
    auto pair = Channel::make_pair();
    std::latch go(1);
    auto handler = [&go](const Message& question) -> Result<Reply> {
        if (question.json == "slow") go.wait();
        return Reply{question.json, {}};
    };
    Peer peer(std::move(pair->second), 100, handler);
    Caller caller(std::move(pair->first));
    EXPECT_EQ(caller.call("slow", {}, Deadline::after(20ms)).error().code, ErrorCode::timeout);
    go.count_down();
    EXPECT_EQ(caller.call("next", {}, soon()).value().json, "next");
}

TEST(Caller, says_so_when_the_other_process_has_gone) {
    auto pair = Channel::make_pair();
    Caller caller(std::move(pair->first));
    std::jthread closer([other = std::move(pair->second)]() mutable {
        (void)other.receive(soon());
        const auto gone = std::move(other);
    });
    EXPECT_EQ(caller.call("{}", {}, soon()).error().code, ErrorCode::unavailable);
    EXPECT_EQ(caller.call("{}", {}, soon()).error().code, ErrorCode::unavailable);
}

TEST(AnswerCalls, answers_exhausted_when_its_queue_is_full) {
    auto pair = Channel::make_pair();
    std::latch go(1);
    std::latch busy(2);
    auto handler = [&](const Message&) -> Result<Reply> {
        busy.count_down();
        go.wait();
        return Reply{"{}", {}};
    };
    Peer peer(std::move(pair->second), 0, handler);
    Caller caller(std::move(pair->first));
    EXPECT_EQ(caller.call("{}", {}, soon()).error().code, ErrorCode::exhausted);
    go.count_down();
}

TEST(AnswerCalls, tells_running_work_that_the_peer_has_gone) {
    auto pair = Channel::make_pair();
    std::latch begun(1);
    std::latch closed(1);
    auto handler = [&](const Message&) -> Result<Reply> {
        begun.count_down();
        closed.wait();
        return Reply{"{}", {}};
    };
    Peer peer(std::move(pair->second), 10, handler, [&closed] { closed.count_down(); });
    ASSERT_TRUE(pair->first.send(FrameKind::message, 1, "{}"));
    begun.wait();
    {
        const auto gone = std::move(pair->first);
    }
    EXPECT_TRUE(peer.join());
}

TEST(AnswerCalls, F3_ends_when_the_peer_breaks_the_protocol) {
    auto pair = Channel::make_pair();
    Peer peer(std::move(pair->second), 10, [](const Message&) { return Reply{"{}", {}}; });
    ASSERT_TRUE(write_all(pair->first.descriptor(), std::string(24, 'j')));
    EXPECT_EQ(peer.join().error().code, ErrorCode::invalid);
}

TEST(RenderError, is_read_back_and_junk_is_an_internal_error) {
    const Error error{ErrorCode::exhausted, "disk full \xff", {"writing", "a blob"}};
    const auto back = parse_error(render_error(error));
    EXPECT_EQ(back.code, error.code);
    EXPECT_EQ(back.notes, error.notes);
    EXPECT_EQ(parse_error("[1]").code, ErrorCode::internal);
    EXPECT_EQ(parse_error(R"({"code":"never heard"})").code, ErrorCode::internal);
}

}  // namespace spoke::base
