#include "http/event_socket.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

namespace spoke::http {

namespace asio = boost::asio;

namespace {

constexpr auto k_as_tuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

struct EventSocket::State {
    explicit State(asio::io_context& loop) : socket(loop) {}
    // The concrete executor: no type erasure on the hot path.
    asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type> socket;
};

EventSocket::EventSocket(asio::io_context& loop, base::FileHandle socket)
    : state_(std::make_unique<State>(loop)) {
    boost::system::error_code ignored;  // can't fail on a socket that accept4 just made
    state_->socket.assign(asio::ip::tcp::v4(), socket.release(), ignored);
    state_->socket.non_blocking(true, ignored);
}

EventSocket::~EventSocket() = default;

asio::awaitable<EventSocket::ReadOutcome> EventSocket::read_some(char* data, std::size_t size) {
    return state_->socket.async_read_some(asio::buffer(data, size), k_as_tuple);
}

asio::awaitable<EventSocket::WaitOutcome> EventSocket::wait_writable() {
    return state_->socket.async_wait(asio::socket_base::wait_write, k_as_tuple);
}

asio::awaitable<void> EventSocket::yield() {
    return asio::post(state_->socket.get_executor(), asio::use_awaitable);
}

void EventSocket::cancel() {
    boost::system::error_code ignored;
    state_->socket.cancel(ignored);
}

void EventSocket::shut_down_sending() const {
    (void)::shutdown(fd(), SHUT_WR);
}

void EventSocket::shut_down() const {
    (void)::shutdown(fd(), SHUT_RDWR);
}

int EventSocket::fd() const {
    return state_->socket.native_handle();
}

}  // namespace spoke::http
