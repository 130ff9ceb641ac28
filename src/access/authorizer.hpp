#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "access/identity.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"
#include "catalog/catalog.hpp"
#include "catalog/grant.hpp"
#include "catalog/repositories.hpp"
#include "python/project_name.hpp"

namespace spoke::access {

/// The only maker of grants. It decides who may ask at all; what a page or file then says is
/// repositories::decide's. All checks run in memory; `reload` (blocking) follows every change of
/// repositories or members. Thread-safe.
///
/// Who may what (client-dialects.md §7, index-conformance.md section H, design.md "Rulings"):
/// - public repositories are read by anybody, also with a credential that has no right there;
/// - else: no credential → `unauthenticated`, whether or not a repository or project is there;
/// - a known caller: no such repository, or a project outside of the token's → `not_found`, a
///   repository outside of its scope or an action it lacks → `denied`.
/// A group is read as a whole: with a right to it, members of its own trust domain are readable
/// through it; a member of another domain needs a right of its own, else the group is `denied`.
/// For anonymous callers, every member must be public.
class Authorizer {
public:
    explicit Authorizer(catalog::Catalog& catalog);
    ~Authorizer();

    Result<void> reload();

    Result<catalog::Grant> authorize(
        const Identity& identity, catalog::Action action, std::string_view repository,
        const std::optional<python::ProjectName>& project = std::nullopt) const;

    /// What belongs to no repository: `manage` needs an administrator's token, `request` and `read`
    /// (builds, the trust file) any token whose scope has them.
    Result<catalog::ServerGrant> authorize_server(const Identity& identity,
                                                  catalog::Action action) const;

    /// The server's own parts act under an identity too; it is made at start, by the composition
    /// root alone.
    static Identity server_identity(const catalog::Principal& principal);

private:
    struct Directory;
    std::shared_ptr<const Directory> directory() const;

    catalog::Catalog& catalog_;
    mutable base::Guarded<std::shared_ptr<const Directory>> directory_;
};

/// The one text for a repository or project that is not there or not to be seen.
Error nothing_here();

}  // namespace spoke::access
