#include "blobs/folder_layout.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "base/encoding.hpp"
#include "base/file.hpp"

namespace spoke::blobs {
namespace {

constexpr std::size_t k_shelf_digits = 2;
constexpr int k_shelves = 256;

enum class Made { now, before };

Result<Made> make_folder(const std::filesystem::path& folder) {
    if (::mkdir(folder.c_str(), 0700) == 0) return Made::now;
    if (errno != EEXIST)
        return fail(error_from_errno(errno, "could not make the folder " + folder.string()));
    struct stat facts{};
    if (::lstat(folder.c_str(), &facts) != 0)
        return fail(error_from_errno(errno, "could not look at " + folder.string()));
    if (!S_ISDIR(facts.st_mode))
        return fail(ErrorCode::denied, folder.string() + " is not a folder of its own");
    return Made::before;
}

}  // namespace

std::filesystem::path FolderLayout::shelf(const crypto::Sha256Digest& digest) const {
    return root / digest.hex().substr(0, k_shelf_digits);
}

std::filesystem::path FolderLayout::blob(const crypto::Sha256Digest& digest) const {
    return shelf(digest) / digest.hex().substr(k_shelf_digits);
}

std::optional<crypto::Sha256Digest> FolderLayout::digest_of(std::string_view shelf,
                                                            std::string_view name) {
    auto digest = crypto::Sha256Digest::parse(std::string(shelf).append(name));
    if (shelf.size() != k_shelf_digits || !digest) return std::nullopt;
    return *digest;
}

Result<void> make_folders(const FolderLayout& layout) {
    SPOKE_TRY(const auto made, make_folder(layout.root));
    SPOKE_TRY(make_folder(layout.temporary()));
    for (int number = 0; number < k_shelves; ++number)
        SPOKE_TRY(
            make_folder(layout.root / base::to_hex(std::string(1, static_cast<char>(number)))));
    SPOKE_TRY(base::sync_folder(layout.root));
    // Whose folder it stands in may not be readable for us; who made it there has synced it.
    return made == Made::now ? base::sync_folder(layout.root.parent_path()) : ok();
}

}  // namespace spoke::blobs
