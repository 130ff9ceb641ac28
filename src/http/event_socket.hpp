#pragma once

#include <cstddef>
#include <memory>
#include <tuple>

#include "base/file.hpp"
#include "base/task.hpp"

namespace boost::asio {
class io_context;
}

namespace spoke::http {

/// A connected, non-blocking socket on an event loop. Asio waits; what is sent goes by direct
/// system calls on `fd()`. Of the loop's thread.
class EventSocket {
public:
    using ReadOutcome = std::tuple<boost::system::error_code, std::size_t>;
    using WaitOutcome = std::tuple<boost::system::error_code>;

    EventSocket(boost::asio::io_context& loop, base::FileHandle socket);
    ~EventSocket();

    /// Reads without a wait if bytes are there (Asio's async_wait would cost an epoll_ctl each).
    boost::asio::awaitable<ReadOutcome> read_some(char* data, std::size_t size);
    boost::asio::awaitable<WaitOutcome> wait_writable();
    /// Lets the other connections of the loop have their turn.
    boost::asio::awaitable<void> yield();

    void cancel();  ///< what waits, ends with operation_aborted
    void shut_down_sending() const;
    void shut_down() const;
    int fd() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spoke::http
