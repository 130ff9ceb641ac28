#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace spoke::access {

enum class Carrier { basic, bearer, path };
std::string_view to_string(Carrier carrier);

/// What a request carries, parsed, not yet looked up.
struct Credential {
    Carrier carrier = Carrier::basic;
    std::string user{};  ///< of Basic; empty where the token stood in its place
    base::Secret secret{};
};

/// The credentials of one request, as the parser of its head found them.
struct RawCredentials {
    std::string_view authorization;  ///< the header's value; empty: none
    std::string_view path_token;     ///< an entitlement token in the path; empty: none
};

inline constexpr std::size_t k_max_authorization_bytes = 8192;

/// index-conformance.md 117-120, client-dialects.md §6: Basic with any user name and the token as
/// the password, or the token as the user and no password; Bearer. Nothing: no credential was sent.
/// Two that differ, a broken or an unknown form are `unauthenticated`, never `invalid`: the client
/// has to be asked again. The texts never hold a part of what was sent.
Result<std::optional<Credential>> parse_credentials(const RawCredentials& raw);

}  // namespace spoke::access
