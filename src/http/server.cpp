#include "http/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "http/access_log.hpp"
#include "http/error_response.hpp"
#include "http/head_writer.hpp"
#include "http/lane.hpp"
#include "http/listener.hpp"
#include "http/socket_io.hpp"
#include "http/status_lines.hpp"

namespace spoke::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

namespace {

using Acceptor = asio::basic_socket_acceptor<Tcp, asio::io_context::executor_type>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;

constexpr auto k_as_tuple = asio::as_tuple(asio::use_awaitable);
/// Accepted at one wake, before connections that exist have their turn.
constexpr int k_accept_turn = 64;
/// How long accepting rests when descriptors or memory run out.
constexpr std::chrono::milliseconds k_accept_rest{100};

std::string text_of(const sockaddr_storage& peer) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address = &reinterpret_cast<const sockaddr_in*>(&peer)->sin_addr;
    if (peer.ss_family == AF_INET6)
        address = &reinterpret_cast<const sockaddr_in6*>(&peer)->sin6_addr;
    return inet_ntop(peer.ss_family, address, text.data(), text.size()) == nullptr
               ? std::string("?")
               : std::string(text.data());
}

std::int64_t seconds_now() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

/// sendfile has no MSG_NOSIGNAL: to a client that left it would raise SIGPIPE in this thread.
void block_pipe_signal() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    (void)pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

/// One HTTP thread: its loop, its listening socket, its sweep.
class LaneRunner {
public:
    LaneRunner(const Settings& settings, Handler& handler, AccessLog* log,
               base::FileHandle listener)
        : lane_(settings, handler, log, loop_),
          acceptor_(loop_, Tcp::v4(), listener.release()),
          rest_(loop_),
          second_(loop_),
          connections_limit_(settings.limits.connections / settings.threads + 1) {
        const int yes = 1;
        (void)setsockopt(acceptor_.native_handle(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }

    void run() {
        block_pipe_signal();
        lane_.now = seconds_now();
        lane_.status_lines.set_time(lane_.clock.now());
        asio::co_spawn(loop_, accept(), asio::detached);
        asio::co_spawn(loop_, tick(), asio::detached);
        loop_.run();
        lane_.flush_lines();
    }

    /// From another thread.
    void stop() {
        asio::post(loop_, [this] { drain(); });
    }

    std::size_t open() const { return lane_.open.load(); }

private:
    asio::awaitable<void> accept();
    asio::awaitable<void> tick();
    bool accept_one();
    void take(base::FileHandle socket, std::string peer);
    void turn_away(const base::FileHandle& socket);
    void drain();

    template <class Act>
    void for_each_connection(Act act) {
        for (Tracked* at = lane_.first; at != nullptr;) {
            Tracked* const next = at->next();
            act(*at);
            at = next;
        }
    }

    asio::io_context loop_{1};
    Lane lane_;
    Acceptor acceptor_;
    Timer rest_;
    Timer second_;
    std::size_t connections_limit_;
    std::int64_t cut_at_ = 0;
};

void LaneRunner::turn_away(const base::FileHandle& socket) {
    const base::Id event = base::Id::make(lane_.clock, lane_.random);
    const Answer answer = render_refusal(refused(503, "Too many connections."), event);
    const std::string head = lane_.status_lines.make(503, usual_reason(503), ConnectionLine::close);
    (void)send_parts(socket.get(), head, answer.bytes, More::no);
}

void LaneRunner::take(base::FileHandle socket, std::string peer) {
    if (lane_.open >= connections_limit_) return turn_away(socket);
    asio::co_spawn(loop_, serve_connection(lane_, std::move(socket), std::move(peer)),
                   asio::detached);
}

/// False when nobody waits any more, or nothing can be accepted now.
bool LaneRunner::accept_one() {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    base::FileHandle socket(accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&peer),
                                    &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.valid()) {
        take(std::move(socket), text_of(peer));
        return true;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        SPOKE_LOG(error, "accept_failed", "error", error_from_errno(errno, "accept").describe());
        rest_.expires_after(k_accept_rest);
        return false;
    }
    // A client that left before it was accepted is no reason to stop.
    return errno == ECONNABORTED || errno == EINTR || errno == EPROTO;
}

asio::awaitable<void> LaneRunner::accept() {
    while (acceptor_.is_open()) {
        const auto [failed] =
            co_await acceptor_.async_wait(asio::socket_base::wait_read, k_as_tuple);
        if (failed || !acceptor_.is_open()) co_return;
        for (int i = 0; i < k_accept_turn && accept_one(); ++i) {
        }
        if (rest_.expiry() > std::chrono::steady_clock::now())
            (void)co_await rest_.async_wait(k_as_tuple);
    }
}

/// The coarse sweep: the date, time-outs and the access log, once a second.
asio::awaitable<void> LaneRunner::tick() {
    while (!lane_.draining || lane_.open > 0) {
        second_.expires_after(lane_.draining ? std::chrono::milliseconds(50)
                                             : std::chrono::milliseconds(1000));
        (void)co_await second_.async_wait(k_as_tuple);
        lane_.now = seconds_now();
        lane_.status_lines.set_time(lane_.clock.now());
        lane_.flush_lines();
        const bool cut = lane_.draining && lane_.now >= cut_at_;
        for_each_connection([&](Tracked& connection) {
            if (cut)
                connection.cut();
            else
                connection.sweep();
        });
    }
}

void LaneRunner::drain() {
    if (lane_.draining) return;
    // Who stands in the queue already connected: serve them rather than reset them.
    while (accept_one()) {
    }
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    rest_.cancel();
    lane_.draining = true;
    cut_at_ = lane_.now + lane_.settings.timeouts.drain.count() + 1;
    for_each_connection([](Tracked& connection) { connection.drain(); });
    second_.cancel();
}

}  // namespace

struct Server::State {
    Settings settings;
    std::uint16_t port = 0;
    std::unique_ptr<AccessLog> log;
    std::vector<std::unique_ptr<LaneRunner>> lanes;
    std::vector<std::jthread> threads;
};

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() {
    if (state_) stop();
}

Result<Server> Server::open(Settings settings, Handler& handler) {
    if (settings.threads == 0) return fail(ErrorCode::invalid, "the server needs a thread");
    auto state = std::make_unique<State>();
    state->settings = std::move(settings);
    SPOKE_TRY(Listeners listeners, open_listeners(state->settings));
    state->port = listeners.port;
    if (!state->settings.access_log.empty()) {
        SPOKE_TRY(state->log, AccessLog::open(state->settings.access_log));
    }
    for (base::FileHandle& socket : listeners.sockets)
        state->lanes.push_back(std::make_unique<LaneRunner>(state->settings, handler,
                                                            state->log.get(), std::move(socket)));
    return Server(std::move(state));
}

void Server::start() {
    for (std::size_t i = 0; i < state_->lanes.size(); ++i) {
        LaneRunner& lane = *state_->lanes[i];
        state_->threads.emplace_back([&lane, i] {
            (void)pthread_setname_np(pthread_self(), ("http-" + std::to_string(i)).c_str());
            lane.run();
        });
    }
}

void Server::stop() {
    for (const auto& lane : state_->lanes) lane->stop();
    state_->threads.clear();
}

std::uint16_t Server::port() const {
    return state_->port;
}

std::size_t Server::connections() const {
    std::size_t count = 0;
    for (const auto& lane : state_->lanes) count += lane->open();
    return count;
}

}  // namespace spoke::http
