#include "http/socket_io.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

namespace spoke::http {
namespace {

Moved moved(ssize_t count, std::size_t wanted) {
    if (count < 0) {
        const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        return {later ? Io::again : Io::gone, 0};
    }
    const auto bytes = static_cast<std::size_t>(count);
    return {bytes == wanted ? Io::done : Io::again, bytes};
}

iovec part(std::string_view bytes) {
    // The kernel only reads them; iovec has no const form.
    return {const_cast<char*>(bytes.data()), bytes.size()};
}

}  // namespace

Moved send_parts(int socket, std::string_view first, std::string_view second, More more) {
    std::array<iovec, 2> parts{part(first), part(second)};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = second.empty() ? 1 : 2;
    const int flags = MSG_NOSIGNAL | (more == More::follows ? MSG_MORE : 0);
    return moved(sendmsg(socket, &message, flags), first.size() + second.size());
}

Moved send_file(int socket, int file, std::uint64_t offset, std::size_t count) {
    auto position = static_cast<off_t>(offset);
    const ssize_t sent = sendfile(socket, file, &position, count);
    if (sent == 0 && count > 0) return {Io::gone, 0};
    return moved(sent, count);
}

}  // namespace spoke::http
