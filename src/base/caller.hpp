#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/channel.hpp"
#include "base/guarded.hpp"
#include "base/pool.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::base {

/// Questions over a channel, from several threads at once; answers may come in any order. A thread
/// of its own ("answers") receives them. When the peer goes, every waiting call gets `unavailable`
/// and so does each later one.
class Caller {
public:
    explicit Caller(Channel channel);
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;
    ~Caller();

    /// Blocks until the answer, or `timeout`; a late answer is dropped. An error that the other
    /// side returned comes back as that error.
    Result<Message> call(std::string_view json, std::span<const int> descriptors,
                         Deadline deadline);

private:
    struct State {
        std::uint64_t next = 1;
        std::map<std::uint64_t, std::optional<Result<Message>>> waiting;
        std::optional<Error> broken;
    };
    void receive_answers();

    Channel channel_;
    Guarded<State> state_;
    std::condition_variable changed_;
    std::jthread receiver_;
};

/// What a handler answers with.
struct Reply {
    std::string json;
    std::vector<FileHandle> descriptors;
};

/// The other side: reads questions until the peer closes, and answers each from the pool (its
/// size is how many run at once; when its queue is full the answer is `exhausted`). Returns once
/// the peer has closed and the last question was answered; an error where the peer broke the
/// protocol. `on_close` is called as soon as the peer has gone, before that wait, so that
/// long work can be stopped.
Result<void> answer_calls(Channel& channel, Pool& pool,
                          const std::function<Result<Reply>(Message)>& handler,
                          const std::function<void()>& on_close = {});

/// An Error as it crosses a channel, both ways.
std::string render_error(const Error& error);
Error parse_error(std::string_view json);

}  // namespace spoke::base
