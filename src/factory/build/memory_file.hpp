#pragma once

#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::factory {

/// A file without a name, in memory: what goes into a sandbox as a descriptor.
Result<base::FileHandle> make_memory_file(const char* label);
Result<base::FileHandle> make_memory_file(const char* label, std::string_view bytes);

/// A second handle on the same open file.
Result<base::FileHandle> duplicate(const base::FileHandle& file);

}  // namespace spoke::factory
