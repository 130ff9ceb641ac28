#pragma once

#include <memory>

#include "archive/byte_stream.hpp"
#include "archive/random_reader.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// What bzip2 or xz packed, by libarchive; other packings are refused.
Result<std::unique_ptr<ByteStream>> make_filter_stream(const RandomReader& reader);

}  // namespace spoke::archive
