#pragma once

#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "http/handler.hpp"
#include "http/settings.hpp"

namespace spoke::http {

/// The HTTP/1.1 server: `threads` threads, each with its own event loop and its own listening
/// socket (SO_REUSEPORT); a connection stays on the thread that accepted it. Plain HTTP, so any
/// address but loopback is refused unless a proxy stands in front. `handler` outlives it.
class Server {
public:
    /// Binds and listens; a port that somebody else listens on is `conflict`.
    static Result<Server> open(Settings settings, Handler& handler);
    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;
    ~Server();  ///< stops, if nobody did

    /// Starts the threads and returns.
    void start();
    /// Accepts no more, closes idle connections, lets running requests finish for
    /// `timeouts.drain`, cuts the rest, joins. From any thread but the server's own.
    void stop();

    std::uint16_t port() const;
    /// Connections that are open now, on all threads.
    std::size_t connections() const;

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace spoke::http
