#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "archive/budget.hpp"
#include "archive/random_reader.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// Bytes in order, read once.
class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// At most `count` bytes; zero only at the end.
    virtual Result<std::size_t> read(char* out, std::size_t count) = 0;
};

/// The archive's bytes unpacked: gzip, bzip2, xz by their first bytes, else as they are. What
/// stands behind a packed stream is `invalid`, but for the zeros of a tape's last block. Both
/// references must outlive the stream. The ratio is held to the limits as the bytes come.
Result<std::unique_ptr<ByteStream>> make_unpacking_stream(const RandomReader& reader,
                                                          const Budget& budget);

/// Bytes of a descriptor that may be a pipe.
std::unique_ptr<ByteStream> make_descriptor_stream(int fd);

}  // namespace spoke::archive
