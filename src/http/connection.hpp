#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/id.hpp"
#include "base/task.hpp"
#include "http/event_socket.hpp"
#include "http/handler.hpp"
#include "http/head_scanner.hpp"
#include "http/input_buffer.hpp"
#include "http/lane.hpp"
#include "http/request_parser.hpp"
#include "http/socket_io.hpp"

namespace spoke::http {

/// One client's connection: reads heads, asks the handler, sends answers in the order asked. A
/// coroutine on its lane's thread, which `run()` is; it must outlive it.
class Connection final : public Tracked, public BodySource {
public:
    Connection(Lane& lane, base::FileHandle socket, std::string peer);

    boost::asio::awaitable<void> run();

    Task<std::string> read(std::uint64_t limit) override;

    void sweep() override;
    void drain() override;
    void cut() override;

private:
    enum class Phase { idle, head, body, work, send, linger };
    enum class BodyState { none, unread, whole, broken };

    /// A head's text, or why there is none; nothing when the client is gone or stayed idle.
    using Head = std::optional<std::expected<std::string_view, Refusal>>;
    struct Outgoing;

    boost::asio::awaitable<Head> find_head();
    /// Whether the connection goes on.
    boost::asio::awaitable<bool> serve(std::expected<std::string_view, Refusal> head);
    boost::asio::awaitable<Answer> finish(Task<Answer> task);
    boost::asio::awaitable<bool> send(Answer answer, ConnectionLine line);
    boost::asio::awaitable<bool> receive_body(std::string& raw);
    boost::asio::awaitable<void> linger();

    Reply ask(Exchange& exchange);
    Answer refuse(const Error& error);
    Io push(Outgoing& out);
    std::string_view client(const Request& request) const;
    bool will_keep(const Answer& answer) const;
    void send_continue() const;
    void enter(Phase phase);
    void log(std::string_view head, int status);
    void finish_request();

    EventSocket socket_;
    std::string peer_;
    InputBuffer input_;
    HeadScanner scanner_;
    RequestParser parser_;

    Phase phase_ = Phase::idle;
    std::int64_t deadline_ = 0;  ///< in the lane's seconds
    std::uint64_t moved_ = 0;    ///< bytes in this phase, for the stall check
    std::uint64_t moved_before_ = 0;
    bool expired_ = false;

    bool parsed_ = false;       ///< parser_ holds this request
    std::size_t head_end_ = 0;  ///< of the current request, in the input
    BodyState body_ = BodyState::none;
    std::string next_input_;  ///< came in with the body, and belongs to the next request
    bool must_linger_ = false;
    base::Id event_;
    LogFacts facts_;
    std::uint64_t sent_ = 0;
    std::chrono::steady_clock::time_point began_;
};

}  // namespace spoke::http
