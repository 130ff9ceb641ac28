#include "base/channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>

namespace spoke::base {
namespace {

constexpr long k_send_seconds = 60;
constexpr std::uint32_t k_magic = 0x65646f6d;  // an early cry when the two ends are out of step

/// Both ends are one program on one machine, so the frame's head is a struct as it stands.
struct Header {
    std::uint32_t magic = k_magic;
    std::uint32_t size = 0;
    std::uint32_t descriptors = 0;
    FrameKind kind = FrameKind::message;
    std::uint64_t call = 0;
};
static_assert(sizeof(Header) == 24);

union ControlBuffer {
    cmsghdr aligned;
    std::array<char, CMSG_SPACE(sizeof(int) * k_descriptors_per_frame)> bytes;
};

Header header_of(std::string_view bytes) {
    Header header;
    std::memcpy(&header, bytes.data(), sizeof header);
    return header;
}

Result<Header> check_header(std::string_view bytes) {
    const auto header = header_of(bytes);
    const bool known = header.kind == FrameKind::message || header.kind == FrameKind::answer ||
                       header.kind == FrameKind::failure;
    if (header.magic != k_magic || !known)
        return fail(ErrorCode::invalid, "the peer sent something that is not a frame");
    if (header.size > k_frame_limit || header.descriptors > k_descriptors_per_frame)
        return fail(ErrorCode::invalid, "the peer sent a frame over the limits");
    return header;
}

void attach(msghdr& message, ControlBuffer& control, std::span<const int> descriptors) {
    if (descriptors.empty()) return;
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(head), descriptors.data(), descriptors.size_bytes());
}

void take_descriptors(msghdr& message, std::vector<FileHandle>& into) {
    for (auto* head = CMSG_FIRSTHDR(&message); head != nullptr;
         head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
        const auto count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(head) + i * sizeof fd, sizeof fd);
            into.emplace_back(fd);
        }
    }
}

Error send_error() {
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return {ErrorCode::timeout, "the peer takes no more messages", {}};
    if (errno == EPIPE || errno == ECONNRESET)
        return {ErrorCode::unavailable, "the peer has gone", {}};
    return error_from_errno(errno, "sending a message");
}

Result<void> wait_readable(int fd, Deadline deadline) {
    for (;;) {
        const bool endless = deadline.at() == Deadline::never().at();
        const auto left = std::min<std::int64_t>(deadline.left().count(), INT_MAX);
        pollfd waiting{fd, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, endless ? -1 : static_cast<int>(left));
        if (ready > 0) return ok();
        if (ready < 0 && errno != EINTR) return fail(error_from_errno(errno, "poll"));
        if (deadline.passed()) return fail(ErrorCode::timeout, "no message came in time");
    }
}

}  // namespace

Result<std::pair<Channel, Channel>> Channel::make_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(error_from_errno(errno, "socketpair"));
    return std::pair(Channel(FileHandle(ends[0])), Channel(FileHandle(ends[1])));
}

Channel::Channel(FileHandle socket)
    : socket_(std::move(socket)), sending_(std::make_unique<std::mutex>()) {
    const timeval limit{k_send_seconds, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Result<void> Channel::send(std::string_view json, std::span<const int> descriptors) {
    return send(FrameKind::message, 0, json, descriptors);
}

Result<void> Channel::send(FrameKind kind, std::uint64_t call, std::string_view json,
                           std::span<const int> descriptors) {
    if (json.size() > k_frame_limit || descriptors.size() > k_descriptors_per_frame)
        return fail(ErrorCode::too_large, "a message over the limits of a channel");
    Header header{};
    header.size = static_cast<std::uint32_t>(json.size());
    header.descriptors = static_cast<std::uint32_t>(descriptors.size());
    header.kind = kind;
    header.call = call;
    std::string frame(reinterpret_cast<const char*>(&header), sizeof header);
    frame += json;

    const std::lock_guard lock(*sending_);
    ControlBuffer control{};
    for (std::size_t sent = 0; sent < frame.size();) {
        iovec part{frame.data() + sent, frame.size() - sent};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        if (sent == 0) attach(message, control, descriptors);
        const auto done = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            // Half a frame may be out: nothing after it could be read.
            const auto error = send_error();
            shut_down();
            return fail(error);
        }
        sent += static_cast<std::size_t>(done);
    }
    return ok();
}

/// Never asks for more than the frame's rest, so that descriptors can't be another frame's. False:
/// the peer closed.
Result<bool> Channel::fill(std::string& target, std::size_t size, Deadline deadline) {
    std::array<char, 65536> buffer;
    while (target.size() < size) {
        SPOKE_TRY(wait_readable(socket_.get(), deadline));
        iovec part{buffer.data(), std::min(buffer.size(), size - target.size())};
        ControlBuffer control{};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.bytes.data();
        message.msg_controllen = sizeof control;
        const auto got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got < 0 && errno == ECONNRESET) return false;
        if (got < 0) return fail(error_from_errno(errno, "receiving a message"));
        take_descriptors(message, descriptors_);
        if ((message.msg_flags & MSG_CTRUNC) != 0)
            return fail(ErrorCode::exhausted, "descriptors of a message were lost");
        if (got == 0) return false;
        target.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return true;
}

Result<std::optional<Message>> Channel::receive(Deadline deadline) {
    SPOKE_TRY(const bool begun, fill(header_, sizeof(Header), deadline));
    if (!begun && header_.empty()) return std::nullopt;
    if (!begun) return fail(ErrorCode::unavailable, "the peer has gone within a message");
    SPOKE_TRY(const auto header, check_header(header_));
    SPOKE_TRY(const bool whole, fill(body_, header.size, deadline));
    if (!whole) return fail(ErrorCode::unavailable, "the peer has gone within a message");
    if (descriptors_.size() != header.descriptors)
        return fail(ErrorCode::invalid, "a message has not the descriptors that it names");
    Message out{std::exchange(body_, {}), std::exchange(descriptors_, {}), header.kind,
                header.call};
    header_.clear();
    return out;
}

void Channel::shut_down() {
    ::shutdown(socket_.get(), SHUT_RDWR);
}

}  // namespace spoke::base
