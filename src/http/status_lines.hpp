#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace spoke::http {

enum class ConnectionLine { none, close, keep_alive };  ///< the last is for HTTP/1.0 clients

/// [status line, Date, Connection] ready to be sent, rebuilt once a second: the part of every
/// answer that is not in its block. Of one thread.
class StatusLines {
public:
    /// Called by the sweep; views handed out before end here.
    void set_time(base::Moment now);
    std::string_view get(int status, ConnectionLine line);
    /// With a reason phrase of its own, which is clean already (`reason_phrase`).
    std::string make(int status, std::string_view reason, ConnectionLine line) const;

private:
    struct Entry {
        int status;
        ConnectionLine line;
        std::string text;
    };
    std::string date_;
    std::vector<Entry> entries_;
};

}  // namespace spoke::http
