#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace spoke::base {

/// A frame's text may have at most so many bytes; bulk goes as a descriptor.
inline constexpr std::size_t k_frame_limit = 16UL * 1024 * 1024;
inline constexpr std::size_t k_descriptors_per_frame = 16;

enum class FrameKind : std::uint32_t { message = 0, answer = 1, failure = 2 };

struct Message {
    std::string json;
    std::vector<FileHandle> descriptors;  ///< CLOEXEC
    FrameKind kind = FrameKind::message;
    std::uint64_t call = 0;  ///< which question an answer belongs to; see base/caller.hpp
};

/// One end of a socket pair between two processes of ours: frames of text (JSON), with descriptors.
/// Sending is thread-safe and blocks while the peer's buffer is full, `timeout` after a minute;
/// after a failed send the channel is broken. Receiving is for one thread at a time. What the peer
/// sends is parsed as strictly as foreign bytes: a role may have been taken over.
class Channel {
public:
    static Result<std::pair<Channel, Channel>> make_pair();
    explicit Channel(FileHandle socket);
    Channel(Channel&&) noexcept = default;
    Channel& operator=(Channel&&) noexcept = default;

    Result<void> send(std::string_view json, std::span<const int> descriptors = {});
    Result<void> send(FrameKind kind, std::uint64_t call, std::string_view json,
                      std::span<const int> descriptors = {});

    /// Nothing when the peer closed between two frames. `timeout` loses no bytes: a later call goes
    /// on within the frame. `invalid`: the peer broke the protocol; give the channel up.
    Result<std::optional<Message>> receive(Deadline deadline);

    /// Ends both directions: a receive() of either side returns. From any thread.
    void shut_down();
    int descriptor() const { return socket_.get(); }

private:
    Result<bool> fill(std::string& target, std::size_t size, Deadline deadline);

    FileHandle socket_;
    std::unique_ptr<std::mutex> sending_;
    // The frame that is being received.
    std::string header_;
    std::string body_;
    std::vector<FileHandle> descriptors_;
};

}  // namespace spoke::base
