#include "transfer/resolver.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace spoke::transfer {

namespace {

std::optional<IpAddress> address_of(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &address, sizeof four);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &four.sin_addr, bytes.size());
        return IpAddress::v4(bytes);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, &address, sizeof six);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return IpAddress::v6(bytes);
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<IpAddress>> SystemResolver::resolve(const std::string& host,
                                                       base::Deadline deadline) {
    if (auto literal = IpAddress::parse(host)) return std::vector{*literal};
    if (deadline.passed()) return fail(ErrorCode::timeout, "no time left to look up " + host);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int status = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
    if (status != 0)
        return fail(ErrorCode::unavailable,
                    "cannot look up " + host + ": " + std::string(gai_strerror(status)));
    std::vector<IpAddress> addresses;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        const auto address = address_of(*entry->ai_addr);
        if (address && std::ranges::find(addresses, *address) == addresses.end())
            addresses.push_back(*address);
    }
    if (addresses.empty()) return fail(ErrorCode::unavailable, host + " has no address");
    return addresses;
}

}  // namespace spoke::transfer
