#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "crypto/digest.hpp"

namespace spoke::simple {

/// `packages/<2>/<2>/<60 hex>/<file name>`, PyPI's own shape: the BLAKE2b-256 of the bytes. The
/// file name is percent-encoded as one segment.
std::string blake2b_file_path(const crypto::Blake2bDigest& digest, std::string_view file_name);
/// `packages/sha256/<64 hex>/<file name>`: while only an announced SHA-256 is known.
std::string sha256_file_path(const crypto::Sha256Digest& digest, std::string_view file_name);

/// From `<repository>/simple/<project>/` to a path under `<repository>/`.
std::string relative_to_page(std::string_view path_under_repository);

}  // namespace spoke::simple
