#include "crypto/payload_digest.hpp"

#include <algorithm>

namespace spoke::crypto {

Sha256Digest payload_digest(std::vector<PayloadFile> files, std::string_view dist_info) {
    for (auto& file : files) {
        const bool inside = file.path.size() > dist_info.size() &&
                            file.path.starts_with(dist_info) && file.path[dist_info.size()] == '/';
        if (inside) file.path.replace(0, dist_info.size(), "{dist-info}");
    }
    std::ranges::sort(files, {}, &PayloadFile::path);
    FileHasher hasher;
    for (const auto& file : files)
        hasher.update(file.path + " sha256:" + file.sha256.hex() +
                      (file.executable == Executable::yes ? " x\n" : " -\n"));
    return hasher.finish().sha256;
}

}  // namespace spoke::crypto
