// How a connection moves bytes: bodies in, answers out, and its time-outs.

#include <algorithm>
#include <utility>

#include "http/connection.hpp"

namespace spoke::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t k_read_size = 16U << 10U;
constexpr std::size_t k_sendfile_size = 1U << 20U;
/// After so much without a pause, the thread's other connections have their turn.
constexpr std::uint64_t k_turn_size = 8U << 20U;
constexpr std::uint64_t k_linger_limit = 1U << 20U;

}  // namespace

struct Connection::Outgoing {
    std::string_view first;
    std::string_view second;
    std::string kept;  ///< what is left of `first`, once it has to wait
    int file = -1;
    std::uint64_t offset = 0;
    std::uint64_t left = 0;
    std::uint64_t turn = k_turn_size;
};

Io Connection::push(Outgoing& out) {
    if (!out.first.empty() || !out.second.empty()) {
        const More more = out.left > 0 ? More::follows : More::no;
        const Moved moved = send_parts(socket_.fd(), out.first, out.second, more);
        sent_ += moved.bytes;
        const std::size_t of_first = std::min(moved.bytes, out.first.size());
        out.first.remove_prefix(of_first);
        out.second.remove_prefix(moved.bytes - of_first);
        if (moved.state != Io::done) return moved.state;
    }
    while (out.left > 0 && out.turn > 0) {
        const std::size_t count =
            static_cast<std::size_t>(std::min<std::uint64_t>(out.left, k_sendfile_size));
        const Moved moved = send_file(socket_.fd(), out.file, out.offset, count);
        sent_ += moved.bytes;
        out.offset += moved.bytes;
        out.left -= moved.bytes;
        out.turn -= std::min<std::uint64_t>(out.turn, moved.bytes);
        if (moved.state != Io::done) return moved.state;
    }
    return out.left > 0 ? Io::again : Io::done;
}

asio::awaitable<bool> Connection::send(Answer answer, ConnectionLine line) {
    const bool head_only = parsed_ && parser_.request().is_head();
    Outgoing out;
    if (answer.reason.empty())
        out.first = lane_.status_lines.get(answer.status, line);
    else
        out.first = out.kept = lane_.status_lines.make(answer.status, answer.reason, line);
    out.second = answer.bytes;
    if (head_only) out.second = out.second.substr(0, answer.head_size);
    if (answer.file && !head_only) {
        out.file = answer.file->file->get();
        out.offset = answer.file->offset;
        out.left = answer.file->length;
    }
    while (true) {
        const Io state = push(out);
        if (state != Io::again) co_return state == Io::done;
        moved_ = sent_;
        if (out.turn == 0) {
            out.turn = k_turn_size;
            co_await socket_.yield();
            continue;
        }
        // The status line's view lives until the next sweep only.
        if (!out.first.empty()) {
            out.kept = std::string(out.first);
            out.first = out.kept;
        }
        const auto [error] = co_await socket_.wait_writable();
        if (error || expired_) co_return false;
    }
}

void Connection::send_continue() const {
    (void)send_parts(socket_.fd(), "HTTP/1.1 100 Continue\r\n\r\n", {}, More::no);
}

asio::awaitable<bool> Connection::receive_body(std::string& raw) {
    const std::size_t before = raw.size();
    raw.resize(before + k_read_size);
    const auto [error, count] = co_await socket_.read_some(raw.data() + before, k_read_size);
    raw.resize(before + count);
    moved_ += count;
    co_return !error && count > 0;
}

Task<std::string> Connection::read(std::uint64_t limit) {
    if (body_ != BodyState::unread) co_return std::string();
    const Request& request = parser_.request();
    if (request.content_length.value_or(0) > limit)
        co_return fail(ErrorCode::too_large,
                       "The body is larger than " + std::to_string(limit) + " bytes.");
    const Phase before = phase_;
    enter(Phase::body);
    std::string raw(input_.after(head_end_));
    input_.truncate(head_end_);
    if (raw.empty() && request.header(Header::expect)) send_continue();
    body_ = BodyState::broken;
    std::string body;
    while (!parser_.done()) {
        SPOKE_CO_TRY(const std::size_t used, parser_.parse_body(raw, limit, body));
        raw.erase(0, used);
        if (parser_.done()) break;
        if (raw.size() >= k_read_size)
            co_return fail(ErrorCode::invalid, "A chunk's header or the trailers are too long.");
        if (co_await receive_body(raw)) continue;
        if (expired_) co_return fail(ErrorCode::timeout, "The body did not arrive in time.");
        co_return fail(ErrorCode::invalid, "The body ended early.");
    }
    body_ = BodyState::whole;
    // What came after it is the next request. It waits beside the input, which holds the head that
    // the request's views point into.
    next_input_ = std::move(raw);
    enter(before);
    co_return body;
}

asio::awaitable<void> Connection::linger() {
    socket_.shut_down_sending();
    enter(Phase::linger);
    std::string scrap;
    for (std::uint64_t dropped = 0; dropped < k_linger_limit; dropped += scrap.size()) {
        scrap.clear();
        if (!co_await receive_body(scrap) || expired_) co_return;
    }
}

void Connection::enter(Phase phase) {
    const Timeouts& timeouts = lane_.settings.timeouts;
    phase_ = phase;
    expired_ = false;
    moved_ = moved_before_ = 0;
    switch (phase) {
        case Phase::idle:
            deadline_ = lane_.now + timeouts.idle.count() + 1;
            break;
        case Phase::head:
            deadline_ = lane_.now + timeouts.head.count() + 1;
            break;
        case Phase::linger:
            deadline_ = lane_.now + timeouts.linger.count() + 1;
            break;
        case Phase::body:
        case Phase::send:
        case Phase::work:
            deadline_ = lane_.now + timeouts.stall.count() + 1;
            break;
    }
}

void Connection::sweep() {
    if (lane_.now < deadline_ || phase_ == Phase::work) return;
    const Timeouts& timeouts = lane_.settings.timeouts;
    const bool streams = phase_ == Phase::body || phase_ == Phase::send;
    if (streams && moved_ - moved_before_ >= timeouts.stall_bytes) {
        moved_before_ = moved_;
        deadline_ = lane_.now + timeouts.stall.count();
        return;
    }
    expired_ = true;
    socket_.cancel();
}

void Connection::drain() {
    if (phase_ != Phase::idle) return;
    expired_ = true;
    socket_.cancel();
}

void Connection::cut() {
    expired_ = true;
    socket_.shut_down();
    socket_.cancel();
}

}  // namespace spoke::http
