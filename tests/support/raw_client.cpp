#include "support/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace spoke::tests {
namespace {

constexpr int k_patience_ms = 10'000;

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

}  // namespace

RawClient::RawClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        socket_.reset();
}

void RawClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawClient::finish_sending() const {
    (void)::shutdown(socket_.get(), SHUT_WR);
}

bool RawClient::fill() {
    pollfd wait{socket_.get(), POLLIN, 0};
    if (::poll(&wait, 1, k_patience_ms) != 1) return false;
    std::array<char, 16384> chunk{};
    const ssize_t count = ::recv(socket_.get(), chunk.data(), chunk.size(), 0);
    if (count <= 0) return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawClient::answer(std::string_view method) {
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return {};
    end += 4;
    std::size_t length = 0;
    const std::string announced = header_of(buffer_.substr(0, end), "Content-Length");
    (void)std::from_chars(announced.data(), announced.data() + announced.size(), length);
    const int status = status_of(buffer_);
    if (method == "HEAD" || status == 304 || status == 204 || status < 200) length = 0;
    while (buffer_.size() < end + length)
        if (!fill()) break;
    std::string out = buffer_.substr(0, end + length);
    buffer_.erase(0, out.size());
    return out;
}

std::string RawClient::rest() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

bool RawClient::closed() {
    pollfd wait{socket_.get(), POLLIN, 0};
    if (::poll(&wait, 1, k_patience_ms) != 1) return false;
    char byte = 0;
    return ::recv(socket_.get(), &byte, 1, MSG_PEEK) <= 0;
}

int status_of(std::string_view answer) {
    int status = 0;
    constexpr std::size_t k_version_size = 9;
    if (answer.size() > k_version_size + 3)
        (void)std::from_chars(answer.data() + k_version_size, answer.data() + k_version_size + 3,
                              status);
    return status;
}

std::string header_of(std::string_view answer, std::string_view name) {
    const std::string head = lower(answer.substr(0, answer.find("\r\n\r\n") + 2));
    const std::size_t at = head.find("\r\n" + lower(name) + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return std::string(answer.substr(begin, answer.find("\r\n", begin) - begin));
}

std::string body_of(std::string_view answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string() : std::string(answer.substr(end + 4));
}

}  // namespace spoke::tests
