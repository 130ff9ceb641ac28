#include "sandbox/remote_builder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "sandbox/builder_role.hpp"
#include "sandbox/job_json.hpp"
#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {
namespace {

using namespace std::chrono_literals;

/// Takes the word of its first argument for what to do, and runs nothing.
class FakeRunner final : public JobRunner {
public:
    Result<JobResult> run(Job job, const Limits&, base::Deadline deadline,
                          std::stop_token stop) override {
        const auto now = ++running;
        for (auto seen = most.load(); now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        JobResult out;
        const auto& word = job.arguments.front();
        if (word == "wait")
            while (!stop.stop_requested() && !deadline.passed()) std::this_thread::sleep_for(1ms);
        out.cancelled = stop.stop_requested();
        out.timed_out = deadline.passed();
        --running;
        if (word == "fail") return fail(ErrorCode::unavailable, "no sandbox here");
        out.output = word == "lie" ? *make_memory_file("open") : *make_sealed("output", word);
        out.log = *make_sealed("log", "log of " + word);
        return out;
    }
    std::atomic<int> running{0};
    std::atomic<int> most{0};
};

Job job_of(const std::string& word) {
    Job out;
    out.arguments = {word};
    return out;
}

base::Deadline soon() {
    return base::Deadline::after(10s);
}

class Pair {
public:
    explicit Pair(std::size_t at_once) {
        auto channels = *base::Channel::make_pair();
        builder = std::make_unique<RemoteBuilder>(std::move(channels.first), at_once);
        role = std::jthread([this, at_once, channel = std::move(channels.second)]() mutable {
            ended = serve_builder(std::move(channel), runner, at_once);
        });
    }
    ~Pair() {
        builder.reset();
        role.join();
        EXPECT_TRUE(ended) << ended.error().describe();
    }
    FakeRunner runner;
    std::unique_ptr<RemoteBuilder> builder;
    Result<void> ended = ok();
    std::jthread role;
};

}  // namespace

TEST(RemoteBuilder, brings_back_what_the_runner_returned) {
    Pair pair(1);
    const auto done = pair.builder->run(job_of("word"), Limits{}, soon());
    ASSERT_TRUE(done.has_value()) << done.error().describe();
    EXPECT_EQ(base::read_all(done->output.get(), 100).value(), "word");
    EXPECT_EQ(base::read_all(done->log.get(), 100).value(), "log of word");
    const auto failed = pair.builder->run(job_of("fail"), Limits{}, soon());
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
}

TEST(RemoteBuilder, F3_takes_no_file_that_the_builder_can_still_change) {
    Pair pair(1);
    EXPECT_EQ(pair.builder->run(job_of("lie"), Limits{}, soon()).error().code, ErrorCode::corrupt);
}

TEST(RemoteBuilder, runs_so_many_at_once_and_the_others_wait_their_turn) {
    Pair pair(2);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&pair] {
            const auto done =
                pair.builder->run(job_of("wait"), Limits{}, base::Deadline::after(300ms));
            // Some of the six find no turn within their time.
            if (!done) EXPECT_EQ(done.error().code, ErrorCode::timeout) << done.error().describe();
        });
    threads.clear();
    EXPECT_EQ(pair.runner.most.load(), 2);
}

TEST(RemoteBuilder, stops_a_job_while_the_builder_is_full) {
    Pair pair(1);
    std::stop_source source;
    std::jthread stopper([&] {
        while (pair.runner.running == 0) std::this_thread::sleep_for(1ms);
        source.request_stop();
    });
    const auto done =
        pair.builder->run(job_of("wait"), Limits{}, base::Deadline::after(30s), source.get_token());
    ASSERT_TRUE(done.has_value()) << done.error().describe();
    EXPECT_TRUE(done->cancelled);
}

TEST(RemoteBuilder, a_job_stopped_before_its_turn_never_runs) {
    Pair pair(1);
    std::stop_source source;
    source.request_stop();
    std::stop_source other;
    std::jthread first([&] {
        EXPECT_TRUE(pair.builder->run(job_of("wait"), Limits{}, soon(), other.get_token()));
    });
    while (pair.runner.running == 0) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(pair.builder->run(job_of("wait"), Limits{}, soon(), source.get_token()).error().code,
              ErrorCode::cancelled);
    other.request_stop();
}

TEST(ServeBuilder, stops_its_jobs_when_the_server_goes) {
    auto channels = *base::Channel::make_pair();
    FakeRunner runner;
    std::jthread role([&] { EXPECT_TRUE(serve_builder(std::move(channels.second), runner, 1)); });
    const JobQuestion question{1, job_of("wait"), Limits{}, 60s};
    ASSERT_TRUE(channels.first.send(render_question(question)));
    while (runner.running == 0) std::this_thread::sleep_for(1ms);
    channels.first.shut_down();
    role.join();
    EXPECT_EQ(runner.running.load(), 0);
}

TEST(ServeBuilder, refuses_more_jobs_than_it_may_run) {
    auto channels = *base::Channel::make_pair();
    FakeRunner runner;
    std::jthread role([&] { EXPECT_TRUE(serve_builder(std::move(channels.second), runner, 1)); });
    // A server that lets two through.
    RemoteBuilder greedy(std::move(channels.first), 2);
    std::stop_source stop;
    std::jthread first(
        [&] { EXPECT_TRUE(greedy.run(job_of("wait"), Limits{}, soon(), stop.get_token())); });
    while (runner.running == 0) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(greedy.run(job_of("x"), Limits{}, soon()).error().code, ErrorCode::exhausted);
    stop.request_stop();
}

}  // namespace spoke::sandbox
