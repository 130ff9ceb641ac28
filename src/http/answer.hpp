#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/file.hpp"

namespace spoke::http {

/// Header lines, a blank line and the body: what of an answer does not change from one request to
/// the next. Immutable, and shared by all who send it. The status line, Date and Connection are
/// put before it when it is sent; they must not stand in it.
struct Block {
    int status = 200;
    std::string reason;  ///< empty: the usual one
    std::string bytes;
    std::size_t head_size = 0;  ///< of the header lines and the blank line; HEAD sends these only
};

/// Bytes of a file, sent by sendfile after the block's header lines.
struct FileRange {
    std::shared_ptr<const base::FileHandle> file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// What a handler hands to the connection.
struct Answer {
    std::shared_ptr<const Block> block;
    std::optional<FileRange> file;  ///< then the block has no body of its own
    bool close = false;             ///< close the connection after it
};

}  // namespace spoke::http
