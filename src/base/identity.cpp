#include "base/identity.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

namespace spoke::base {
namespace {

struct RoleUser {
    std::string_view role;
    const char* user;
    uid_t number;
};

constexpr std::array<RoleUser, 4> k_role_users{{
    {"server", "spokeshave", 61701},
    {"fetcher", "spokeshave-fetch", 61702},
    {"builder", "spokeshave-build", 61703},
    {"signer", "spokeshave-sign", 61704},
}};

const RoleUser& user_of(Role role) {
    return k_role_users.at(static_cast<std::size_t>(role));
}

}  // namespace

std::string_view to_string(Role role) {
    return user_of(role).role;
}

Identity current_identity() {
    return {::geteuid(), ::getegid()};
}

bool running_as_root() {
    return ::geteuid() == 0;
}

Result<std::optional<Identity>> find_user(const std::string& name) {
    constexpr std::size_t k_buffer_limit = 1024UL * 1024;
    for (std::size_t size = 4096; size <= k_buffer_limit; size *= 4) {
        std::vector<char> buffer(size);
        struct passwd entry{};
        struct passwd* found = nullptr;
        const int failed = ::getpwnam_r(name.c_str(), &entry, buffer.data(), size, &found);
        if (failed == ERANGE) continue;
        if (found != nullptr) return Identity{found->pw_uid, found->pw_gid};
        // POSIX leaves open how "no such user" is said; these are the ways that occur.
        if (failed == 0 || failed == ENOENT || failed == ESRCH || failed == EBADF ||
            failed == EPERM)
            return std::nullopt;
        return fail(error_from_errno(failed, "looking up the user " + name));
    }
    return fail(ErrorCode::too_large, "the entry of the user " + name + " is too long");
}

Result<std::optional<Identity>> identity_of(Role role) {
    if (!running_as_root()) return std::nullopt;
    const auto& user = user_of(role);
    SPOKE_TRY(auto found, find_user(user.user));
    if (!found) return Identity{user.number, static_cast<gid_t>(user.number)};
    if (found->uid == 0)
        return fail(ErrorCode::denied, std::string("the user ") + user.user +
                                           " is root; give it a number of its own or remove it");
    return found;
}

}  // namespace spoke::base
