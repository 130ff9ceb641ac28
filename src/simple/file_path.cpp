#include "simple/file_path.hpp"

#include "base/encoding.hpp"

namespace spoke::simple {

std::string blake2b_file_path(const crypto::Blake2bDigest& digest, std::string_view file_name) {
    const std::string hex = digest.hex();
    return "packages/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex.substr(4) + "/" +
           base::percent_encode_segment(file_name);
}

std::string sha256_file_path(const crypto::Sha256Digest& digest, std::string_view file_name) {
    return "packages/sha256/" + digest.hex() + "/" + base::percent_encode_segment(file_name);
}

std::string relative_to_page(std::string_view path_under_repository) {
    return "../../" + std::string(path_under_repository);
}

}  // namespace spoke::simple
