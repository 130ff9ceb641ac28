#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace spoke::tests {

/// A client that sends bytes as they are given, for what no well-behaved library would send.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);

    void send(std::string_view bytes) const;
    void finish_sending() const;
    /// One answer: its head, and as many bytes as its Content-Length says (none for HEAD). Empty
    /// when the server closed, or after ten seconds.
    std::string answer(std::string_view method = "GET");
    /// Everything until the server closes.
    std::string rest();
    /// Whether the server has closed (waits for it up to ten seconds).
    bool closed();

private:
    bool fill();
    base::FileHandle socket_;
    std::string buffer_;
};

int status_of(std::string_view answer);
std::string header_of(std::string_view answer, std::string_view name);
std::string body_of(std::string_view answer);

}  // namespace spoke::tests
