#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "catalog/catalog.hpp"
#include "catalog/grant.hpp"
#include "catalog/tokens.hpp"

namespace spoke::access {

/// `spoke_` + 43 characters of base64url (256 bits) + 6 of its CRC-32: recognizable by secret
/// scanners, checkable without a look-up, and of characters that stand in a URL's user info as they
/// are (`A-Za-z0-9_-`).
inline constexpr std::string_view k_token_prefix = "spoke_";
inline constexpr std::size_t k_token_length = 6 + 43 + 6;

inline constexpr std::chrono::hours k_default_ttl{720};
inline constexpr std::chrono::hours k_max_ttl{8760};
/// In a scope: every Python repository. A single repository of this name is `repository:python`.
inline constexpr std::string_view k_ecosystem_scope = "python";

base::Secret make_token_secret(base::Random& random);
/// By form and checksum; says nothing about whether it is known.
bool looks_like_token(std::string_view text);
/// What stands in the catalog.
crypto::Sha256Digest token_digest(std::string_view secret);
/// Every token in the text (also a mistyped one: prefix and what follows) as `spoke_[redacted]`.
/// For raw targets and anything else that a log may show (threats.md I9).
std::string redact_tokens(std::string_view text);

enum class Entitlement { no, yes };  ///< yes: read only, and may stand in a path

struct NewToken {
    std::string name{};  ///< letters, digits, `.`, `-`; at most 64
    catalog::TokenKind kind = catalog::TokenKind::pull;
    std::optional<std::chrono::seconds> ttl{};
    /// `python` alone, or names of repositories.
    std::vector<std::string> scope{std::string(k_ecosystem_scope)};
    std::vector<std::string> projects{};  ///< empty: all
    Entitlement entitlement = Entitlement::no;
};

/// A token with its secret: the only time that it can be seen.
struct IssuedToken {
    catalog::TokenRow row;
    base::Secret secret{};
};

/// Makes a principal named `<name>/<id>` and its token, both with audit rows. `invalid` names the
/// field: name, ttl over the limit, unknown repository, scope, kind that can't be an entitlement.
Result<IssuedToken> create_token(catalog::Catalog& catalog, const catalog::ServerGrant& grant,
                                 const catalog::Cause& cause, const NewToken& token);
/// The administrator's first one, before there is anybody who could ask for it; `conflict` if any
/// administrator's token exists already. It expires like any other.
Result<IssuedToken> create_first_token(catalog::Catalog& catalog, const catalog::Cause& cause);

Result<std::vector<catalog::TokenRow>> list_tokens(catalog::Catalog& catalog,
                                                   const catalog::ServerGrant& grant);
/// By id, or by name where exactly one live token has it.
Result<void> revoke_token(catalog::Catalog& catalog, const catalog::ServerGrant& grant,
                          const catalog::Cause& cause, std::string_view id_or_name);

}  // namespace spoke::access
