#include "base/caller.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

#include "base/json.hpp"
#include "base/log.hpp"

namespace spoke::base {
namespace {

constexpr int k_last_code = static_cast<int>(ErrorCode::internal);

ErrorCode code_of(std::string_view name) {
    for (int code = 0; code <= k_last_code; ++code)
        if (to_string(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
    return ErrorCode::internal;
}

std::vector<int> numbers_of(const std::vector<FileHandle>& handles) {
    std::vector<int> out;
    out.reserve(handles.size());
    for (const auto& handle : handles) out.push_back(handle.get());
    return out;
}

/// How many questions run or wait in the pool, and the wait for none.
class Open {
public:
    void begin() { ++*count_.lock(); }
    /// Notifies under the lock: once it is free, the waiter may destroy this.
    void end() {
        auto count = count_.lock();
        --*count;
        none_.notify_all();
    }
    void wait_for_none() {
        auto count = count_.lock();
        none_.wait(count.lock(), [&] { return *count == 0; });
    }

private:
    Guarded<std::size_t> count_;
    std::condition_variable none_;
};

Result<void> answer(Channel& channel, std::uint64_t call, const Result<Reply>& reply) {
    if (!reply) return channel.send(FrameKind::failure, call, render_error(reply.error()));
    const auto numbers = numbers_of(reply->descriptors);
    auto sent = channel.send(FrameKind::answer, call, reply->json, numbers);
    if (!sent && sent.error().code == ErrorCode::too_large)
        return channel.send(FrameKind::failure, call, render_error(sent.error()));
    return sent;
}

void answer_or_log(Channel& channel, std::uint64_t call, const Result<Reply>& reply) {
    if (auto sent = answer(channel, call, reply); !sent)
        SPOKE_LOG(warn, "answer_not_sent", "error", sent.error().describe());
}

Result<Reply> call_handler(const std::function<Result<Reply>(Message)>& handler, Message question) {
    try {
        return handler(std::move(question));
    } catch (const std::exception& error) {
        return fail(ErrorCode::internal, std::string("unexpected exception: ") + error.what());
    }
}

}  // namespace

Caller::Caller(Channel channel)
    : channel_(std::move(channel)), receiver_([this] { receive_answers(); }) {}

Caller::~Caller() {
    channel_.shut_down();
    receiver_.join();
}

void Caller::receive_answers() {
    for (;;) {
        auto got = channel_.receive(Deadline::never());
        auto state = state_.lock();
        if (!got || !*got) {
            state->broken =
                got ? Error{ErrorCode::unavailable, "the other process has gone", {}} : got.error();
            changed_.notify_all();
            return;
        }
        Message& message = **got;
        const auto waiting = state->waiting.find(message.call);
        if (waiting == state->waiting.end()) continue;  // it waited no longer
        if (message.kind == FrameKind::failure)
            waiting->second = fail(parse_error(message.json));
        else
            waiting->second = std::move(message);
        changed_.notify_all();
    }
}

Result<Message> Caller::call(std::string_view json, std::span<const int> descriptors,
                             Deadline deadline) {
    std::uint64_t number = 0;
    {
        auto state = state_.lock();
        if (state->broken) return fail(*state->broken);
        number = state->next++;
        state->waiting.emplace(number, std::nullopt);
    }
    auto sent = channel_.send(FrameKind::message, number, json, descriptors);
    auto state = state_.lock();
    const auto mine = state->waiting.find(number);
    const auto ready = [&] {
        return mine->second.has_value() || state->broken.has_value();
    };
    if (sent && deadline.at() == Deadline::never().at())
        changed_.wait(state.lock(), ready);
    else if (sent)
        changed_.wait_until(state.lock(), deadline.at(), ready);
    auto outcome = std::move(mine->second);
    state->waiting.erase(mine);
    if (outcome) return std::move(*outcome);
    if (!sent) return fail(std::move(sent).error());
    if (state->broken) return fail(*state->broken);
    return fail(ErrorCode::timeout, "the other process did not answer in time");
}

Result<void> answer_calls(Channel& channel, Pool& pool,
                          const std::function<Result<Reply>(Message)>& handler,
                          const std::function<void()>& on_close) {
    Open open;
    Result<void> end = ok();
    for (;;) {
        auto got = channel.receive(Deadline::never());
        if (!got) {
            end = fail(std::move(got).error());
            break;
        }
        if (!*got) break;
        const auto call = (*got)->call;
        open.begin();
        auto work = [&, call, question = std::move(**got)]() mutable {
            answer_or_log(channel, call, call_handler(handler, std::move(question)));
            open.end();
        };
        if (auto taken = pool.submit(std::move(work)); !taken) {
            open.end();
            answer_or_log(channel, call, fail(std::move(taken).error()));
        }
    }
    if (on_close) on_close();
    open.wait_for_none();
    return end;
}

std::string render_error(const Error& error) {
    Json json = {
        {"code", to_string(error.code)}, {"message", error.message}, {"notes", error.notes}};
    return dump_json(json);
}

Error parse_error(std::string_view json) {
    Error out{ErrorCode::internal, "the other process sent an error that can't be read", {}};
    const auto parsed = parse_json(json);
    if (!parsed || !parsed->is_object()) return out;
    out.code = code_of(json_string_or(*parsed, "code", "internal"));
    out.message = json_string_or(*parsed, "message", out.message);
    const auto notes = parsed->find("notes");
    if (notes == parsed->end() || !notes->is_array()) return out;
    for (const auto& note : *notes)
        if (note.is_string()) out.notes.push_back(note.get<std::string>());
    return out;
}

}  // namespace spoke::base
