#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace spoke::http {

enum class Io {
    done,
    again,  ///< wait until the socket can take more
    gone,   ///< the client left, or the file is shorter than announced
};

enum class More { no, follows };  ///< MSG_MORE: the file's first bytes share the head's segment

struct Moved {
    Io state = Io::done;
    std::size_t bytes = 0;
};

/// One sendmsg of two buffers on a non-blocking socket. `done` only when all was taken.
Moved send_parts(int socket, std::string_view first, std::string_view second, More more);
/// One sendfile. `done` when `count` bytes went.
Moved send_file(int socket, int file, std::uint64_t offset, std::size_t count);

}  // namespace spoke::http
