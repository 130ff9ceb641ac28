#pragma once

#include <cstdint>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::sandbox {

/// An empty memfd that can be sealed. `name` is for /proc only.
Result<base::FileHandle> make_memory_file(const char* name);

/// No more writing, growing, shrinking or sealing, by anybody who has the descriptor; at offset 0.
Result<void> seal(const base::FileHandle& file);

/// A file of memory that nobody can change any more.
Result<base::FileHandle> make_sealed(const char* name, std::string_view bytes);

/// A sealed copy of what `fd` holds, read by offset: the descriptor's position may be shared with
/// others.
Result<base::FileHandle> copy_sealed(const char* name, int fd, std::uint64_t limit);

/// What came over a channel is what it should be: a regular file with all seals and at most `limit`
/// bytes; the answer is its size. `corrupt` else.
Result<std::uint64_t> check_sealed(int fd, std::uint64_t limit);

}  // namespace spoke::sandbox
