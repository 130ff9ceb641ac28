#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "base/guarded.hpp"

namespace spoke::tests {

/// A tiny HTTP server on 127.0.0.1 and a port of the kernel's choice: each connection gets one raw
/// answer, made from the raw request head (and body), and is closed.
class LoopbackServer {
public:
    using Answerer = std::function<std::string(const std::string& request)>;

    explicit LoopbackServer(Answerer answerer);
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    ~LoopbackServer();

    std::uint16_t port() const { return port_; }
    std::string url(const std::string& path) const;
    std::vector<std::string> requests();

private:
    void run();
    void answer(int connection);

    Answerer answerer_;
    base::FileHandle listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> closing_ = false;
    base::Guarded<std::vector<std::string>> requests_;
    std::thread thread_;
};

/// An answer with Content-Length.
std::string http_answer(int status, const std::string& body, const std::string& headers = "");

}  // namespace spoke::tests
