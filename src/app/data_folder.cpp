#include "app/data_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "app/reach.hpp"
#include "base/file.hpp"

namespace spoke::app {
namespace {

constexpr mode_t k_part_mode = 0700;
/// As root, the roles pass through and sync it; the parts below are closed.
constexpr mode_t k_top_mode_for_roles = 0755;

Result<void> check_part(const std::filesystem::path& path, uid_t owner) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return fail(error_from_errno(errno, path.string()));
    if (!S_ISDIR(status.st_mode))
        return fail(ErrorCode::denied,
                    path.string() + " is not a folder (a link is not followed); move it away");
    if (status.st_uid != owner)
        return fail(ErrorCode::denied,
                    path.string() + " belongs to user " + std::to_string(status.st_uid) +
                        ", not to " + std::to_string(owner) +
                        "; was this data folder made by another user? Start as that "
                        "user, or change the owner with chown -R");
    if ((status.st_mode & 0077U) != 0)
        return fail(ErrorCode::denied,
                    path.string() + " is open to other users; close it with chmod 700");
    return ok();
}

Result<void> prepare_part(const std::filesystem::path& path,
                          const std::optional<base::Identity>& owner) {
    if (::mkdir(path.c_str(), k_part_mode) == 0) {
        if (owner && ::lchown(path.c_str(), owner->uid, owner->gid) != 0)
            return fail(error_from_errno(errno, path.string()));
    } else if (errno != EEXIST) {
        return fail(error_from_errno(errno, path.string()));
    }
    return check_part(path, owner ? owner->uid : ::geteuid());
}

}  // namespace

Result<DataFolder> prepare_data_folder(const std::filesystem::path& path) {
    std::error_code code;
    const auto absolute = std::filesystem::absolute(path, code).lexically_normal();
    if (code) return fail(error_from_errno(code.value(), path.string()));
    const DataFolder folder{absolute};
    const bool fresh = !std::filesystem::exists(absolute, code);
    if (fresh && !std::filesystem::create_directories(absolute, code) && code)
        return fail(error_from_errno(code.value(), absolute.string()));
    const mode_t mode = base::running_as_root() ? k_top_mode_for_roles : k_part_mode;
    if (fresh && ::chmod(absolute.c_str(), mode) != 0)
        return fail(error_from_errno(errno, absolute.string()));
    SPOKE_TRY(const auto server, base::identity_of(base::Role::server));
    SPOKE_TRY(const auto signer, base::identity_of(base::Role::signer));
    if (server) SPOKE_TRY(check_reachable(absolute, *server, "server"));
    SPOKE_TRY(prepare_part(folder.catalog(), server));
    SPOKE_TRY(prepare_part(folder.blobs(), server));
    SPOKE_TRY(prepare_part(folder.keys(), signer));
    return folder;
}

Result<void> write_admin_token(const DataFolder& folder, std::string_view secret) {
    const auto path = folder.admin_token();
    const base::FileHandle file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.valid()) return fail(error_from_errno(errno, path.string()));
    SPOKE_TRY(base::write_all(file.get(), std::string(secret) + "\n"));
    if (::fsync(file.get()) != 0) return fail(error_from_errno(errno, path.string()));
    return base::sync_folder(folder.path);
}

}  // namespace spoke::app
