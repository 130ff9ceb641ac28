#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::base {

/// Whose rights a process has.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
    bool operator==(const Identity&) const = default;
};

/// The parts of `serve` that run with rights of their own (docs/decisions/0006-process-split.md).
enum class Role { server, fetcher, builder, signer };
std::string_view to_string(Role role);

/// The effective user and group of this process.
Identity current_identity();
bool running_as_root();

/// From the system's user table; nothing where there is no such user.
Result<std::optional<Identity>> find_user(const std::string& name);

/// Whom a role runs as. Started as root: the system user `spokeshave`, `spokeshave-fetch`,
/// `spokeshave-build` or `spokeshave-sign`, or where it does not exist the fixed numbers
/// 61701 to 61704 in this order. Started as a plain user: nothing, since there is no right to
/// change.
Result<std::optional<Identity>> identity_of(Role role);

}  // namespace spoke::base
