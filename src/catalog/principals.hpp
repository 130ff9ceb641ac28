#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"

namespace spoke::catalog {

enum class PrincipalKind {
    user,
    administrator,
    pull_identity,  ///< made with a token, and named `name/id`
    service,        ///< the server's own parts: factory, watcher
    worker,
};
std::string_view to_string(PrincipalKind kind);

/// Who acts. Apart from the tokens that it uses.
struct Principal {
    base::Id id{};
    std::string name{};
    PrincipalKind kind = PrincipalKind::user;
    /// Moves with every change of its rights; cached rights carry it (threats.md I10).
    std::uint64_t epoch = 1;
    base::Moment created{};
    base::Id creator{};
};

/// `a/b`, `a_b`, `a%2Fb` and `a%2fb` are one name (client-dialects.md §6.2 (d)).
std::string principal_key(std::string_view name);

/// `conflict` where a principal with the same key exists.
Result<Principal> create_principal(Transaction& transaction, std::string_view name,
                                   PrincipalKind kind);
Result<std::optional<Principal>> find_principal(const Reader& reader, const base::Id& id);
Result<std::optional<Principal>> find_principal(const Reader& reader, std::string_view name);
Result<std::vector<Principal>> list_principals(const Reader& reader);
Result<std::uint64_t> bump_principal_epoch(Transaction& transaction, const base::Id& principal);

}  // namespace spoke::catalog
