#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace spoke::http {

/// Header lines, a blank line and the body, as one text: all of an answer but status line, Date
/// and Connection, which are put before it when it is sent and must not stand in it.
struct Block {
    int status = 200;
    std::string reason;  ///< empty: the usual one
    std::string bytes;
    std::size_t head_size = 0;  ///< of the header lines and the blank line; HEAD sends these only
};

/// Bytes of a file, sent by sendfile after the header lines.
struct FileRange {
    std::shared_ptr<const base::FileHandle> file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// What a handler hands to the connection. `bytes` is laid out as in a Block and belongs to
/// `owner`, which may be shared by all who send it: nothing is copied.
struct Answer {
    int status = 500;
    std::string reason;
    std::shared_ptr<const void> owner;
    std::string_view bytes;
    std::size_t head_size = 0;
    std::optional<FileRange> file;  ///< then `bytes` has no body of its own
    bool close = false;             ///< close the connection after it
};

}  // namespace spoke::http
