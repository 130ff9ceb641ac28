#include "access/tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "catalog/principals.hpp"
#include "catalog/repositories.hpp"
#include "python/project_name.hpp"

namespace spoke::access {
namespace {

using catalog::Action;
using catalog::TokenKind;

constexpr std::size_t k_max_name_bytes = 64;
constexpr std::size_t k_identity_bytes = 8;
constexpr std::string_view k_repository_prefix = "repository:";

/// Neither `/` nor `_` may stand in it: both are `_` in a principal's key, and two identities must
/// not become one (client-dialects.md §6.2 (d)).
Result<void> check_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.';
    };
    if (!name.empty() && name.size() <= k_max_name_bytes && std::ranges::all_of(name, fits))
        return ok();
    return fail(ErrorCode::invalid,
                fmt::format("name: \"{}\" can't be a token's name: use letters, digits, \"-\" and "
                            "\".\", at most {}",
                            base::printable(name, 80), k_max_name_bytes));
}

Result<std::chrono::seconds> check_ttl(const std::optional<std::chrono::seconds>& ttl) {
    const auto span = ttl.value_or(k_default_ttl);
    if (span > std::chrono::seconds(0) && span <= k_max_ttl) return span;
    return fail(ErrorCode::invalid, fmt::format("ttl: {} s is not between 1 s and {} h",
                                                span.count(), k_max_ttl.count()));
}

Result<std::string> check_repository(const catalog::Reader& reader, std::string_view written) {
    const auto name = written.starts_with(k_repository_prefix)
                          ? written.substr(k_repository_prefix.size())
                          : written;
    SPOKE_TRY(const auto repository, catalog::find_repository(reader, name));
    if (repository) return repository->name;
    return fail(ErrorCode::invalid,
                fmt::format("scope: there is no repository \"{}\"; \"{}\" alone is all of the "
                            "Python ecosystem",
                            base::printable(name, 80), k_ecosystem_scope));
}

std::vector<Action> actions_of(const NewToken& token) {
    if (token.kind == TokenKind::admin)
        return {Action::read, Action::request, Action::upload, Action::manage};
    if (token.entitlement == Entitlement::yes) return {Action::read};
    return {Action::read, Action::request};
}

Result<catalog::TokenScope> make_scope(const catalog::Reader& reader, const NewToken& token) {
    catalog::TokenScope scope{
        .actions = actions_of(token), .whole_ecosystem = false, .repositories = {}, .projects = {}};
    if (token.scope.empty()) return fail(ErrorCode::invalid, "scope: it is empty");
    for (const auto& written : token.scope) {
        if (written == k_ecosystem_scope) {
            scope.whole_ecosystem = true;
            continue;
        }
        SPOKE_TRY(auto name, check_repository(reader, written));
        scope.repositories.push_back(std::move(name));
    }
    if (scope.whole_ecosystem && !scope.repositories.empty())
        return fail(ErrorCode::invalid,
                    fmt::format("scope: \"{0}\" is all of the Python ecosystem and stands alone; "
                                "the single repository of that name is \"{1}{0}\"",
                                k_ecosystem_scope, k_repository_prefix));
    for (const auto& written : token.projects) {
        SPOKE_TRY(const auto project, python::ProjectName::parse(written));
        scope.projects.push_back(project.normalized());
    }
    return scope;
}

Result<void> check_kind(const NewToken& token, const catalog::TokenScope& scope) {
    if (token.kind != TokenKind::admin) return ok();
    if (token.entitlement == Entitlement::yes)
        return fail(ErrorCode::invalid, "kind: an administrator's token can't stand in a path");
    if (!scope.whole_ecosystem || !scope.projects.empty())
        return fail(ErrorCode::invalid,
                    fmt::format("scope: an administrator's token reaches everything: its scope is "
                                "\"{}\"",
                                k_ecosystem_scope));
    return ok();
}

Result<catalog::Principal> make_principal(catalog::Transaction& transaction,
                                          const NewToken& token) {
    const auto identity =
        fmt::format("{}/{}", token.name, base::to_hex(transaction.random_bytes(k_identity_bytes)));
    const auto kind = token.kind == TokenKind::admin ? catalog::PrincipalKind::administrator
                                                     : catalog::PrincipalKind::pull_identity;
    return catalog::create_principal(transaction, identity, kind);
}

Result<IssuedToken> issue(catalog::Catalog& catalog, catalog::Transaction& transaction,
                          const NewToken& token) {
    SPOKE_TRY(check_name(token.name));
    SPOKE_TRY(const auto ttl, check_ttl(token.ttl));
    SPOKE_TRY(auto scope, make_scope(transaction, token));
    SPOKE_TRY(check_kind(token, scope));
    SPOKE_TRY(const auto principal, make_principal(transaction, token));
    auto secret = make_token_secret(catalog.random());
    const bool entitled = token.entitlement == Entitlement::yes;
    catalog::TokenRow row{.id = transaction.make_id(),
                          .principal = principal.id,
                          .name = token.name,
                          .identity = principal.name,
                          .kind = token.kind,
                          .carriers = {.basic = true, .bearer = true, .path = entitled},
                          .secret_sha256 = token_digest(secret.reveal()),
                          .scope = std::move(scope),
                          .creator = transaction.cause().principal,
                          .creator_name = {},
                          .created = transaction.now(),
                          .expires = transaction.now() + ttl,
                          .revoked = std::nullopt,
                          .last_used = std::nullopt};
    SPOKE_TRY(catalog::insert_token(transaction, row));
    return IssuedToken{.row = std::move(row), .secret = std::move(secret)};
}

Result<void> check_may_manage(const catalog::ServerGrant& grant) {
    if (grant.action() == Action::manage) return ok();
    return fail(ErrorCode::denied, "tokens are managed with an administrator's token");
}

/// By id; else the one live token of this name.
Result<base::Id> find_one(const catalog::Reader& reader, std::string_view id_or_name,
                          base::Moment now) {
    if (const auto id = base::Id::parse(id_or_name)) return *id;
    SPOKE_TRY(const auto tokens, catalog::list_tokens(reader));
    std::vector<base::Id> found;
    for (const auto& token : tokens)
        if ((token.name == id_or_name || token.identity == id_or_name) && !token.revoked &&
            token.expires > now)
            found.push_back(token.id);
    if (found.size() == 1) return found.front();
    const auto name = base::printable(id_or_name, 80);
    if (found.empty())
        return fail(ErrorCode::not_found,
                    fmt::format("there is no live token \"{}\"; see spokeshave token list", name));
    return fail(
        ErrorCode::conflict,
        fmt::format("{} live tokens are named \"{}\"; name one by its id", found.size(), name));
}

}  // namespace

Result<IssuedToken> create_token(catalog::Catalog& catalog, const catalog::ServerGrant& grant,
                                 const catalog::Cause& cause, const NewToken& token) {
    SPOKE_TRY(check_may_manage(grant));
    SPOKE_TRY(auto transaction, catalog.begin(cause));
    SPOKE_TRY(auto issued, issue(catalog, transaction, token));
    SPOKE_TRY(const auto creator, catalog::find_principal(transaction, issued.row.creator));
    if (creator) issued.row.creator_name = creator->name;
    SPOKE_TRY(transaction.commit());
    return issued;
}

Result<IssuedToken> create_first_token(catalog::Catalog& catalog, const catalog::Cause& cause) {
    SPOKE_TRY(auto transaction, catalog.begin(cause));
    SPOKE_TRY(const auto tokens, catalog::list_tokens(transaction));
    const auto is_admin = [](const auto& token) {
        return token.kind == TokenKind::admin;
    };
    if (std::ranges::any_of(tokens, is_admin))
        return fail(ErrorCode::conflict, "there was an administrator's token already");
    SPOKE_TRY(auto issued, issue(catalog, transaction,
                                 {.name = "first-administrator", .kind = TokenKind::admin}));
    SPOKE_TRY(transaction.commit());
    return issued;
}

Result<std::vector<catalog::TokenRow>> list_tokens(catalog::Catalog& catalog,
                                                   const catalog::ServerGrant& grant) {
    SPOKE_TRY(check_may_manage(grant));
    SPOKE_TRY(const auto reader, catalog.read());
    return catalog::list_tokens(reader);
}

Result<void> revoke_token(catalog::Catalog& catalog, const catalog::ServerGrant& grant,
                          const catalog::Cause& cause, std::string_view id_or_name) {
    SPOKE_TRY(check_may_manage(grant));
    SPOKE_TRY(auto transaction, catalog.begin(cause));
    SPOKE_TRY(const auto id, find_one(transaction, id_or_name, transaction.now()));
    SPOKE_TRY(catalog::revoke_token(transaction, id));
    return transaction.commit();
}

}  // namespace spoke::access
