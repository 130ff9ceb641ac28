#include "access/authorizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/encoding.hpp"

namespace spoke::access {
namespace {

using catalog::Action;
using catalog::Repository;

/// A repository with what authorize needs, worked out once for each reload.
struct Entry {
    Repository repository;
    std::vector<Repository> leaves;  ///< itself, or a group's members without the nested groups
    bool open_to_all = false;        ///< every leaf and the group itself are public
};

using ById = std::map<base::Id, const Repository*>;

void collect_leaves(const ById& all, const Repository& repository, std::set<base::Id>& seen,
                    Entry& entry) {
    if (!seen.insert(repository.id).second) return;
    if (repository.visibility != catalog::Visibility::is_public) entry.open_to_all = false;
    if (repository.kind != catalog::RepositoryKind::group) {
        entry.leaves.push_back(repository);
        return;
    }
    for (const auto& member : repository.members) {
        const auto found = all.find(member.repository);
        if (found != all.end()) collect_leaves(all, *found->second, seen, entry);
    }
}

bool has_action(const Identity& identity, Action action) {
    return std::ranges::find(identity.scope.actions, action) != identity.scope.actions.end();
}

bool reaches(const Identity& identity, const Repository& repository) {
    if (identity.scope.whole_ecosystem) return true;
    return std::ranges::find(identity.scope.repositories, repository.name) !=
           identity.scope.repositories.end();
}

Error ask_for_credentials() {
    return Error{ErrorCode::unauthenticated,
                 "credentials are needed here: send a token as the password of Basic "
                 "authentication with any user name, or as Bearer",
                 {}};
}

std::unexpected<Error> deny(const Identity& identity, Action action, std::string_view what) {
    return fail(ErrorCode::denied,
                fmt::format("{} has no right to {} {}", base::printable(identity.name, 100),
                            to_string(action), what));
}

/// Is this a thing that can be done there at all?
Result<void> check_fits(const Identity& identity, Action action, const Repository& repository) {
    if (action != Action::upload) return ok();
    if (repository.kind != catalog::RepositoryKind::hosted)
        return fail(ErrorCode::denied, fmt::format("{} takes no uploads: it is a {} repository",
                                                   repository.name, to_string(repository.kind)));
    if (!repository.writer.empty() && repository.writer != identity.name)
        return fail(ErrorCode::denied, fmt::format("{} takes no uploads: only the {} writes to it",
                                                   repository.name, repository.writer));
    return ok();
}

Result<void> check_rights(const Identity& identity, Action action, const Entry& entry) {
    const auto& repository = entry.repository;
    if (!has_action(identity, action) || !reaches(identity, repository))
        return deny(identity, action, "the repository " + repository.name);
    for (const auto& leaf : entry.leaves) {
        const bool same_domain = leaf.trust_domain == repository.trust_domain;
        const bool open = leaf.visibility == catalog::Visibility::is_public;
        if (!same_domain && !open && !reaches(identity, leaf))
            return deny(identity, action, "all members of " + repository.name);
    }
    return check_fits(identity, action, repository);
}

bool in_projects(const std::vector<std::string>& only, const python::ProjectName& project) {
    return only.empty() || std::ranges::find(only, project.normalized()) != only.end();
}

}  // namespace

struct Authorizer::Directory {
    std::map<std::string, Entry, std::less<>> by_name;

    const Entry* find(std::string_view name) const {
        const auto found = by_name.find(name);
        return found == by_name.end() ? nullptr : &found->second;
    }
};

Authorizer::Authorizer(catalog::Catalog& catalog) : catalog_(catalog) {
    *directory_.lock() = std::make_shared<const Directory>();
}

Authorizer::~Authorizer() = default;

std::shared_ptr<const Authorizer::Directory> Authorizer::directory() const {
    return *directory_.lock();
}

Result<void> Authorizer::reload() {
    SPOKE_TRY(const auto reader, catalog_.read());
    SPOKE_TRY(const auto repositories, catalog::list_repositories(reader));
    ById all;
    for (const auto& repository : repositories) all.emplace(repository.id, &repository);
    auto directory = std::make_shared<Directory>();
    for (const auto& repository : repositories) {
        Entry entry{.repository = repository, .leaves = {}, .open_to_all = true};
        std::set<base::Id> seen;
        collect_leaves(all, repository, seen, entry);
        directory->by_name.emplace(repository.name, std::move(entry));
    }
    *directory_.lock() = std::move(directory);
    return ok();
}

Result<catalog::Grant> Authorizer::authorize(
    const Identity& identity, Action action, std::string_view repository,
    const std::optional<python::ProjectName>& project) const {
    const auto directory = this->directory();
    const auto* entry = directory->find(repository);
    const bool open = entry != nullptr && action == Action::read && entry->open_to_all;
    if (!open) {
        if (identity.anonymous()) return fail(ask_for_credentials());
        if (entry == nullptr) return fail(nothing_here());
        SPOKE_TRY(check_rights(identity, action, *entry));
        if (project && !in_projects(identity.scope.projects, *project)) return fail(nothing_here());
    }
    catalog::Grant grant;
    grant.principal_ = identity.principal;
    grant.token_ = identity.token;
    grant.action_ = action;
    grant.repository_ = entry->repository.id;
    grant.repository_name_ = entry->repository.name;
    grant.project_ = project;
    for (const auto& leaf : entry->leaves) grant.readable_.push_back(leaf.id);
    // What anybody reads is not narrowed by a credential (index-conformance.md 121).
    if (!open) grant.only_projects_ = identity.scope.projects;
    std::ranges::sort(grant.only_projects_);
    return grant;
}

Result<catalog::ServerGrant> Authorizer::authorize_server(const Identity& identity,
                                                          Action action) const {
    if (identity.anonymous()) return fail(ask_for_credentials());
    const bool kind_fits = action != Action::manage || identity.kind == catalog::TokenKind::admin;
    if (!kind_fits || !has_action(identity, action)) return deny(identity, action, "this server");
    catalog::ServerGrant grant;
    grant.principal_ = identity.principal;
    grant.token_ = identity.token;
    grant.action_ = action;
    return grant;
}

Identity Authorizer::server_identity(const catalog::Principal& principal) {
    SPOKE_ASSERT(principal.kind == catalog::PrincipalKind::service);
    return Identity{
        .principal = principal.id,
        .name = principal.name,
        .token = {},
        .kind = catalog::TokenKind::admin,
        .scope = {.actions = {Action::read, Action::request, Action::upload, Action::manage},
                  .whole_ecosystem = true,
                  .repositories = {},
                  .projects = {}},
        .expires = base::Moment::max()};
}

Error nothing_here() {
    return Error{ErrorCode::not_found, "there is nothing here by this name", {}};
}

}  // namespace spoke::access
