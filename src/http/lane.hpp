#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "http/access_log.hpp"
#include "http/handler.hpp"
#include "http/settings.hpp"
#include "http/status_lines.hpp"

namespace boost::asio {
class io_context;
}

namespace spoke::http {

class Tracked;

/// Draws from the kernel for many event ids at once. Of one thread.
class BufferedRandom final : public base::Random {
public:
    std::string bytes(std::size_t count) override;

private:
    base::SystemRandom system_;
    std::string buffer_;
    std::size_t used_ = 0;
};

/// What the connections of one HTTP thread share. Only that thread touches it.
struct Lane {
    Lane(const Settings& the_settings, Handler& the_handler, AccessLog* the_log,
         boost::asio::io_context& the_loop)
        : settings(the_settings), handler(the_handler), access_log(the_log), loop(the_loop) {}

    const Settings& settings;
    Handler& handler;
    AccessLog* access_log;  ///< null: none
    boost::asio::io_context& loop;
    base::SystemClock clock;
    BufferedRandom random;
    StatusLines status_lines;
    TimeText time_text;
    std::string lines;     ///< of the access log, until the next sweep
    std::int64_t now = 0;  ///< seconds; moved by the sweep only
    bool draining = false;
    Tracked* first = nullptr;          ///< every open connection
    std::atomic<std::size_t> open{0};  ///< changed by this thread, read by others

    void flush_lines();
};

/// A connection as the sweep sees it. It enters the lane's list when made and leaves it when
/// destroyed.
class Tracked {
public:
    explicit Tracked(Lane& lane);
    Tracked(const Tracked&) = delete;
    Tracked& operator=(const Tracked&) = delete;

    virtual void sweep() = 0;  ///< time-outs
    virtual void drain() = 0;  ///< ends now if it is idle
    virtual void cut() = 0;    ///< ends whatever it does

    Tracked* next() const { return next_; }

protected:
    virtual ~Tracked();
    Lane& lane_;

private:
    Tracked* next_ = nullptr;
    Tracked* previous_ = nullptr;
};

/// Serves one accepted, non-blocking socket until either side ends it.
boost::asio::awaitable<void> serve_connection(Lane& lane, base::FileHandle socket,
                                              std::string peer);

}  // namespace spoke::http
