#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// Bytes that can be read at any offset.
class RandomReader {
public:
    virtual ~RandomReader() = default;
    virtual std::uint64_t size() const = 0;
    /// Exactly `count` bytes; `invalid` where they are not all there.
    virtual Result<void> read_at(std::uint64_t offset, char* out, std::size_t count) const = 0;

    Result<std::string> read_string(std::uint64_t offset, std::size_t count) const;
};

std::unique_ptr<RandomReader> make_reader(std::string bytes);
/// A regular file; its own position is neither used nor moved.
Result<std::unique_ptr<RandomReader>> make_reader(base::FileHandle file);
/// The same over a descriptor that the caller keeps open.
Result<std::unique_ptr<RandomReader>> make_borrowing_reader(int fd);

}  // namespace spoke::archive
