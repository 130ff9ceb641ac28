#include "support/loopback_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

namespace spoke::tests {

namespace {

/// Reads until the head and as much body as Content-Length says are here, or the peer closes.
std::string read_request(int connection) {
    std::string request;
    std::array<char, 4096> buffer{};
    while (true) {
        const auto end = request.find("\r\n\r\n");
        if (end != std::string::npos) {
            std::size_t length = 0;
            const auto at = request.find("Content-Length: ");
            if (at != std::string::npos)
                std::from_chars(request.data() + at + 16, request.data() + request.size(), length);
            if (request.size() >= end + 4 + length) return request;
        }
        const auto count = recv(connection, buffer.data(), buffer.size(), 0);
        if (count <= 0) return request;
        request.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace

LoopbackServer::LoopbackServer(Answerer answerer)
    : answerer_(std::move(answerer)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    SPOKE_ASSERT(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
    SPOKE_ASSERT(listen(listener_.get(), 16) == 0);
    SPOKE_ASSERT(getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
}

LoopbackServer::~LoopbackServer() {
    closing_ = true;
    shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
}

std::string LoopbackServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

std::vector<std::string> LoopbackServer::requests() {
    return *requests_.lock();
}

void LoopbackServer::run() {
    while (!closing_) {
        const base::FileHandle connection(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (connection.valid()) answer(connection.get());
    }
}

void LoopbackServer::answer(int connection) {
    const auto request = read_request(connection);
    requests_.lock()->push_back(request);
    const std::string reply = answerer_(request);
    std::string_view rest = reply;
    while (!rest.empty()) {
        const auto count = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string http_answer(int status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) +
           " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n" +
           headers + "\r\n" + body;
}

}  // namespace spoke::tests
