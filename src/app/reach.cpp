#include "app/reach.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace spoke::app {
namespace {

constexpr unsigned k_search = 1;
constexpr unsigned k_read = 4;

bool has_right(const struct stat& status, const base::Identity& identity, unsigned right) {
    if (status.st_uid == identity.uid) return (status.st_mode & (right << 6U)) != 0;
    if (status.st_gid == identity.gid) return (status.st_mode & (right << 3U)) != 0;
    return (status.st_mode & right) != 0;
}

}  // namespace

Result<void> check_reachable(const std::filesystem::path& path, const base::Identity& identity,
                             std::string_view role) {
    std::error_code code;
    const auto whole = std::filesystem::canonical(path, code);
    if (code) return fail(error_from_errno(code.value(), path.string()));
    std::filesystem::path at;
    for (const auto& part : whole) {
        at /= part;
        struct stat status{};
        if (::stat(at.c_str(), &status) != 0) return fail(error_from_errno(errno, at.string()));
        const bool last = at == whole;
        const unsigned right = last && !S_ISDIR(status.st_mode) ? k_read : k_search;
        if (has_right(status, identity, right)) continue;
        return fail(ErrorCode::denied,
                    path.string() + " can't be used by the " + std::string(role) +
                        ", which runs as user " + std::to_string(identity.uid) + ": " +
                        at.string() +
                        " is closed to it; choose a place that other users can reach, such as "
                        "/var/lib/spokeshave, or open that folder (chmod o+x)");
    }
    return ok();
}

}  // namespace spoke::app
