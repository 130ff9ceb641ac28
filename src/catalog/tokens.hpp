#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "catalog/vocabulary.hpp"
#include "crypto/digest.hpp"

namespace spoke::catalog {

enum class TokenKind { pull, admin };
std::string_view to_string(TokenKind kind);

/// How a token may travel (threats.md I9). Only a read-only entitlement may stand in a path.
struct Carriers {
    bool basic = true;
    bool bearer = true;
    bool path = false;
    bool operator==(const Carriers&) const = default;
};

/// What a token reaches, on three axes; an empty axis reaches nothing but where said.
struct TokenScope {
    std::vector<Action> actions{};
    bool whole_ecosystem = false;             ///< every Python repository, also later ones
    std::vector<std::string> repositories{};  ///< by name, where not the whole ecosystem
    std::vector<std::string> projects{};      ///< normalized names; empty: all
    bool operator==(const TokenScope&) const = default;
};

/// A token as stored: its secret's SHA-256, never the secret.
struct TokenRow {
    base::Id id{};
    base::Id principal{};
    std::string name{};      ///< what its maker called it
    std::string identity{};  ///< the principal's name, the user name in clients' settings
    TokenKind kind = TokenKind::pull;
    Carriers carriers{};
    crypto::Sha256Digest secret_sha256{};
    TokenScope scope{};
    base::Id creator{};  ///< a principal; empty: the first start
    std::string creator_name{};
    base::Moment created{};
    base::Moment expires{};
    std::optional<base::Moment> revoked{};
    std::optional<base::Moment> last_used{};
};

Result<void> insert_token(Transaction& transaction, const TokenRow& token);
Result<std::optional<TokenRow>> find_token(const Reader& reader, const base::Id& id);
Result<std::optional<TokenRow>> find_token_by_secret(const Reader& reader,
                                                     const crypto::Sha256Digest& secret_sha256);
/// Newest first.
Result<std::vector<TokenRow>> list_tokens(const Reader& reader);
/// Also bumps the principal's epoch, so that caches drop it. `not_found` if there is none; again
/// is no error.
Result<void> revoke_token(Transaction& transaction, const base::Id& id);

struct TokenUse {
    base::Id token{};
    base::Moment at{};
};
/// Never moves a last use back.
Result<void> record_token_uses(Transaction& transaction, const std::vector<TokenUse>& uses);

}  // namespace spoke::catalog
