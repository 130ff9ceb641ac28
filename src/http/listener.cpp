#include "http/listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace spoke::http {
namespace {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
    bool loopback = false;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    void set_port(std::uint16_t port) {
        // Both families keep the port at the same place.
        reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
    }
};

std::optional<Address> parse_address(const std::string& text) {
    Address address;
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
        auto* out = reinterpret_cast<sockaddr_in*>(&address.storage);
        out->sin_family = AF_INET;
        out->sin_addr = four;
        address.size = sizeof(sockaddr_in);
        address.loopback = (ntohl(four.s_addr) >> 24U) == 127;
        return address;
    }
    if (inet_pton(AF_INET6, text.c_str(), &six) == 1) {
        auto* out = reinterpret_cast<sockaddr_in6*>(&address.storage);
        out->sin6_family = AF_INET6;
        out->sin6_addr = six;
        address.size = sizeof(sockaddr_in6);
        address.loopback = IN6_IS_ADDR_LOOPBACK(&six);
        return address;
    }
    return std::nullopt;
}

std::string place(const Settings& settings) {
    return settings.address + " port " + std::to_string(settings.port);
}

enum class Sharing { alone, shared };

Result<base::FileHandle> bind_socket(const Address& address, Sharing sharing,
                                     const std::string& where) {
    base::FileHandle socket(
        ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.valid()) return fail(error_from_errno(errno, "can't make a socket"));
    const int yes = 1;
    (void)setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (sharing == Sharing::shared)
        (void)setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
    if (::bind(socket.get(), address.get(), address.size) != 0) {
        if (errno == EADDRINUSE)
            return fail(ErrorCode::conflict, "another program listens on " + where +
                                                 "; stop it or choose another port (--listen)");
        return fail(error_from_errno(errno, "can't listen on " + where));
    }
    return socket;
}

Result<std::uint16_t> port_of(int socket) {
    Address bound;
    bound.size = sizeof bound.storage;
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&bound.storage), &bound.size) != 0)
        return fail(error_from_errno(errno, "can't read the port of the listening socket"));
    return ntohs(reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
}

/// SO_REUSEPORT lets two servers of one user share a port in silence; binding once without it, and
/// letting go, finds the other one.
Result<void> find_other_server(const Address& address, const std::string& where) {
    SPOKE_TRY(const base::FileHandle probe, bind_socket(address, Sharing::alone, where));
    if (::listen(probe.get(), 1) != 0) {
        if (errno == EADDRINUSE)
            return fail(ErrorCode::conflict, "another program listens on " + where +
                                                 "; stop it or choose another port (--listen)");
        return fail(error_from_errno(errno, "can't listen on " + where));
    }
    return ok();
}

}  // namespace

Result<Listeners> open_listeners(const Settings& settings) {
    auto address = parse_address(settings.address);
    if (!address)
        return fail(ErrorCode::invalid, "the listen address '" + settings.address +
                                            "' is not an IP address, such as 127.0.0.1 or ::1");
    if (!address->loopback && settings.exposure != Exposure::behind_proxy)
        return fail(ErrorCode::invalid,
                    "plain HTTP on " + settings.address +
                        " would show tokens to the network: listen on 127.0.0.1 and put a proxy "
                        "that speaks TLS in front of it");
    const std::string where = place(settings);
    address->set_port(settings.port);
    Listeners listeners;
    listeners.port = settings.port;
    if (settings.port != 0) SPOKE_TRY(find_other_server(*address, where));
    for (std::size_t i = 0; i < settings.threads; ++i) {
        address->set_port(listeners.port);
        SPOKE_TRY(base::FileHandle socket, bind_socket(*address, Sharing::shared, where));
        constexpr int k_backlog = 1024;
        if (::listen(socket.get(), k_backlog) != 0)
            return fail(error_from_errno(errno, "can't listen on " + where));
        if (listeners.port == 0) {
            SPOKE_TRY(listeners.port, port_of(socket.get()));
        }
        listeners.sockets.push_back(std::move(socket));
    }
    return listeners;
}

}  // namespace spoke::http
