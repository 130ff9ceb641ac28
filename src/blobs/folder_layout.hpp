#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "crypto/digest.hpp"

namespace spoke::blobs {

/// Where things stand in the folder: `<2 hex>/<62 hex>` and `tmp/`.
struct FolderLayout {
    std::filesystem::path root;

    std::filesystem::path temporary() const { return root / "tmp"; }
    std::filesystem::path shelf(const crypto::Sha256Digest& digest) const;
    std::filesystem::path blob(const crypto::Sha256Digest& digest) const;
    /// The inverse; nothing for a foreign name.
    static std::optional<crypto::Sha256Digest> digest_of(std::string_view shelf,
                                                         std::string_view name);
};

/// Makes the folders that are missing, all shelves too, and syncs them: so no commit depends on a
/// folder whose own entry could be lost with the power. A symbolic link or anything else but a
/// folder in the place of one is `denied`.
Result<void> make_folders(const FolderLayout& layout);

}  // namespace spoke::blobs
