#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace spoke::http {

/// What a client may take of the server (index-conformance 221). Sizes in bytes.
struct Limits {
    std::size_t request_line = 8U << 10U;  ///< above: 414
    std::size_t head = 16U << 10U;         ///< request line and headers; above: 431
    std::size_t header_count = 100;        ///< above: 431
    std::uint64_t ignored_body = 64U
                                 << 10U;  ///< read and thrown away; above: the connection closes
    std::size_t connections = 10'000;     ///< above: 503 and close
};

/// One coarse sweep a second looks at these: a time-out comes up to a second late.
struct Timeouts {
    std::chrono::seconds idle{75};   ///< between requests: closed silently
    std::chrono::seconds head{15};   ///< first byte of a head to its last: 408
    std::chrono::seconds stall{20};  ///< a body or an answer must move `stall_bytes` in this time
    std::uint64_t stall_bytes = 1024;
    std::chrono::seconds linger{2};  ///< reading what still comes after a refusal
    std::chrono::seconds drain{25};  ///< graceful shutdown: running requests may finish
};

enum class Exposure {
    loopback,      ///< plain HTTP, so only this machine may reach it
    behind_proxy,  ///< a proxy in front speaks TLS and sets X-Forwarded-For
};

struct Settings {
    std::string address = "127.0.0.1";  ///< an IP address, not a name
    std::uint16_t port = 8080;          ///< 0: any free one
    std::size_t threads = 2;
    Exposure exposure = Exposure::loopback;
    std::string external_url;  ///< "https://packages.example": absolute links; empty: none are made
    std::string realm = "spokeshave";
    std::string access_log;  ///< a file; "-" is standard output, empty is none
    Limits limits;
    Timeouts timeouts;
};

}  // namespace spoke::http
