#pragma once

#include <memory>

#include "archive/byte_stream.hpp"
#include "archive/random_reader.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// One gzip member (RFC 1952) that ends the file. A second member is refused: some readers take the
/// first alone.
Result<std::unique_ptr<ByteStream>> make_gzip_stream(const RandomReader& reader);

}  // namespace spoke::archive
