#include "http/connection.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "http/error_response.hpp"

namespace spoke::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t k_address_limit = 45;  // an IPv6 address with an IPv4 tail

Refusal too_slow() {
    Refusal refusal = refused(408, "The request did not arrive in time.");
    refusal.close = true;
    return refusal;
}

/// The last address of X-Forwarded-For: the one that our own proxy saw.
std::string_view last_forwarded(std::string_view list) {
    const std::size_t comma = list.rfind(',');
    if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
    while (list.starts_with(' ')) list.remove_prefix(1);
    const bool plausible =
        !list.empty() && list.size() <= k_address_limit &&
        list.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
    return plausible ? list : std::string_view{};
}

}  // namespace

Connection::Connection(Lane& lane, base::FileHandle socket, std::string peer)
    : Tracked(lane),
      socket_(lane.loop, std::move(socket)),
      peer_(std::move(peer)),
      scanner_(lane.settings.limits) {}

asio::awaitable<void> Connection::run() {
    while (true) {
        enter(Phase::idle);
        Head head = co_await find_head();
        if (!head) co_return;
        if (!co_await serve(*std::move(head))) break;
        finish_request();
    }
    if (must_linger_) co_await linger();
}

asio::awaitable<Connection::Head> Connection::find_head() {
    while (true) {
        const std::string_view bytes = input_.view();
        auto found = scanner_.scan(bytes);
        if (!found) co_return Head(std::unexpected(std::move(found).error()));
        if (*found) {
            head_end_ = (*found)->end;
            co_return Head(bytes.substr((*found)->begin, head_end_ - (*found)->begin));
        }
        if (scanner_.started() && phase_ == Phase::idle) enter(Phase::head);
        if (lane_.draining && phase_ == Phase::idle) co_return std::nullopt;
        const std::span<char> room = input_.make_room();
        const auto [error, count] = co_await socket_.read_some(room.data(), room.size());
        input_.grow_by(count);
        if (!error && count > 0) continue;
        if (expired_ && phase_ == Phase::head) co_return Head(std::unexpected(too_slow()));
        co_return std::nullopt;
    }
}

Reply Connection::ask(Exchange& exchange) {
    try {
        return lane_.handler.answer(exchange);
    } catch (const std::exception& error) {
        SPOKE_LOG(error, "handler_threw", "event_id", event_.text(), "what", error.what());
    }
    return refuse(Error{ErrorCode::internal, "the handler threw", {}});
}

asio::awaitable<Answer> Connection::finish(Task<Answer> task) {
    Result<Answer> answer = fail(ErrorCode::internal, "the handler's task threw");
    try {
        answer = co_await std::move(task);
    } catch (const std::exception& error) {
        SPOKE_LOG(error, "handler_threw", "event_id", event_.text(), "what", error.what());
    }
    if (answer) co_return *std::move(answer);
    co_return refuse(answer.error());
}

Answer Connection::refuse(const Error& error) {
    const bool late_body = body_ == BodyState::broken && error.code == ErrorCode::timeout;
    const Refusal refusal = late_body ? too_slow() : refusal_of(error);
    if (refusal.status >= 500)
        SPOKE_LOG(warn, "request_failed", "event_id", event_.text(), "status", refusal.status,
                  "error", error.describe());
    return render_refusal(refusal, event_);
}

std::string_view Connection::client(const Request& request) const {
    if (lane_.settings.exposure != Exposure::behind_proxy) return peer_;
    const std::string_view named = last_forwarded(request.header_or_empty(Header::x_forwarded_for));
    return named.empty() ? std::string_view(peer_) : named;
}

asio::awaitable<bool> Connection::serve(std::expected<std::string_view, Refusal> head) {
    enter(Phase::work);
    began_ = std::chrono::steady_clock::now();
    event_ = base::Id::make(lane_.clock, lane_.random);
    facts_ = {};
    sent_ = 0;
    body_ = BodyState::none;
    std::expected<void, Refusal> parsed;
    if (head)
        parsed = parser_.parse_head(*head);
    else
        parsed = std::unexpected(head.error());
    parsed_ = parsed.has_value();

    Answer answer;
    if (!parsed_) {
        answer = render_refusal(parsed.error(), event_);
    } else {
        const Request& request = parser_.request();
        if (request.has_body()) body_ = BodyState::unread;
        Exchange exchange{request, event_, client(request), *this, facts_};
        Reply reply = ask(exchange);
        if (auto* ready = std::get_if<Answer>(&reply))
            answer = std::move(*ready);
        else
            answer = co_await finish(std::get<Task<Answer>>(std::move(reply)));
    }

    const bool keep = will_keep(answer);
    ConnectionLine line = ConnectionLine::none;
    if (!keep)
        line = ConnectionLine::close;
    else if (parser_.request().version == Version::http_1_0)
        line = ConnectionLine::keep_alive;
    // Closing a socket with unread input resets it, and the client may lose the answer.
    must_linger_ = !parsed_ || body_ == BodyState::unread || body_ == BodyState::broken ||
                   input_.view().size() > head_end_;
    const int status = answer.status;
    enter(Phase::send);
    const bool whole = co_await send(std::move(answer), line);
    log(head.value_or(std::string_view{}), status);
    if (!whole) must_linger_ = false;
    if (!keep || !whole) co_return false;
    if (body_ == BodyState::unread) {
        const auto dropped = co_await read(lane_.settings.limits.ignored_body);
        co_return dropped.has_value();
    }
    co_return true;
}

bool Connection::will_keep(const Answer& answer) const {
    if (!parsed_ || answer.close || lane_.draining) return false;
    const Request& request = parser_.request();
    if (request.persistence == Persistence::close || body_ == BodyState::broken) return false;
    if (body_ != BodyState::unread) return true;
    // A client that waits for "100 Continue" may or may not send its body after a refusal.
    return !request.header(Header::expect) &&
           request.content_length.value_or(0) <= lane_.settings.limits.ignored_body;
}

void Connection::finish_request() {
    input_.consume(head_end_);
    head_end_ = 0;
    if (!next_input_.empty()) input_.replace(std::exchange(next_input_, {}));
    if (input_.empty()) parser_.forget();
    scanner_.reset();
    parsed_ = false;
}

void Connection::log(std::string_view head, int status) {
    if (lane_.access_log == nullptr) return;
    AccessLine line;
    line.time = lane_.time_text.of(lane_.clock.now());
    line.event = &event_;
    line.peer = peer_;
    line.status = status;
    line.sent = sent_;
    line.took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - began_);
    line.facts = &facts_;
    if (parsed_) {
        const Request& request = parser_.request();
        line.peer = client(request);
        line.method = request.method_text;
        line.target = request.target;
        line.agent = request.header_or_empty(Header::user_agent);
    } else {
        // What was refused is shown as far as it looks like a request line.
        const std::string_view text = head.empty() ? input_.view() : head;
        line.target = text.substr(0, text.find_first_of("\r\n"));
    }
    append_access_line(lane_.lines, line);
    constexpr std::size_t k_flush_size = 64U << 10U;
    if (lane_.lines.size() > k_flush_size) lane_.flush_lines();
}

asio::awaitable<void> serve_connection(Lane& lane, base::FileHandle socket, std::string peer) {
    Connection connection(lane, std::move(socket), std::move(peer));
    try {
        co_await connection.run();
    } catch (const std::exception& error) {
        SPOKE_LOG(error, "connection_threw", "what", error.what());
    }
}

}  // namespace spoke::http
