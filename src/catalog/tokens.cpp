#include "catalog/tokens.hpp"

#include <fmt/format.h>

#include <utility>

#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "catalog/principals.hpp"

namespace spoke::catalog {
namespace {

enum class Axis { action, repository, project };

std::string_view to_string(Axis axis) {
    switch (axis) {
        case Axis::action:
            return "action";
        case Axis::repository:
            return "repository";
        case Axis::project:
            return "project";
    }
    return {};
}

std::string render_carriers(const Carriers& carriers) {
    std::string text;
    if (carriers.basic) text += "basic ";
    if (carriers.bearer) text += "bearer ";
    if (carriers.path) text += "path ";
    return text;
}

Carriers parse_carriers(std::string_view text) {
    return {.basic = text.find("basic ") != std::string_view::npos,
            .bearer = text.find("bearer ") != std::string_view::npos,
            .path = text.find("path ") != std::string_view::npos};
}

constexpr std::string_view k_select =
    "SELECT t.id, t.principal_id, t.name, p.name, t.kind, t.carriers, t.secret_sha256, "
    "t.whole_ecosystem, t.creator_id, c.name, t.created, t.expires, t.revoked, t.last_used "
    "FROM tokens t JOIN principals p ON p.id = t.principal_id "
    "LEFT JOIN principals c ON c.id = t.creator_id";

class TokenColumns {
public:
    using Row = TokenRow;
    void into(Query& query) {
        query.into(id_, principal_, name_, identity_, kind_, carriers_, secret_);
        query.into(whole_ecosystem_, creator_, creator_name_, created_, expires_, revoked_);
        query.into(last_used_);
    }
    Result<TokenRow> row() {
        SPOKE_TRY(auto secret, crypto::Sha256Digest::parse(secret_.value));
        Decoder decoder;
        TokenRow token{.id = decoder.id(id_),
                       .principal = decoder.id(principal_),
                       .name = name_.value,
                       .identity = identity_.value,
                       .kind = decoder.word(kind_, TokenKind::pull),
                       .carriers = parse_carriers(carriers_.value),
                       .secret_sha256 = secret,
                       .scope = {},
                       .creator = decoder.id(creator_),
                       .creator_name = creator_name_.null() ? "" : creator_name_.value,
                       .created = decoder.moment(created_),
                       .expires = decoder.moment(expires_),
                       .revoked = decoder.optional_moment(revoked_),
                       .last_used = decoder.optional_moment(last_used_)};
        token.scope.whole_ecosystem = whole_ecosystem_.value != 0;
        return decoder.finish(std::move(token));
    }

private:
    Text id_, principal_, name_, identity_, kind_, carriers_, secret_, creator_, creator_name_;
    Number whole_ecosystem_, created_, expires_, revoked_, last_used_;
};

Result<void> load_scope(Connection& connection, TokenRow& token) {
    Text axis;
    Text value;
    Query query(connection,
                "SELECT axis, value FROM token_scopes WHERE token_id = :id ORDER BY axis, value");
    query.bind(token.id).into(axis, value);
    while (query.next()) {
        if (axis.value == to_string(Axis::action)) {
            SPOKE_TRY(const auto action, parse_word<Action>(value.value));
            token.scope.actions.push_back(action);
        } else if (axis.value == to_string(Axis::repository)) {
            token.scope.repositories.push_back(value.value);
        } else if (axis.value == to_string(Axis::project)) {
            token.scope.projects.push_back(value.value);
        } else {
            return fail(ErrorCode::corrupt, "a token has a scope of an unknown kind");
        }
    }
    return ok();
}

Result<std::optional<TokenRow>> find_where(const Reader& reader, std::string_view column,
                                           std::string_view value) {
    return in_catalog("find a token", [&]() -> Result<std::optional<TokenRow>> {
        Query query(reader.connection(), fmt::format("{} WHERE t.{} = :value", k_select, column));
        query.bind(value);
        SPOKE_TRY(auto token, read_one<TokenColumns>(query));
        if (token) SPOKE_TRY(load_scope(reader.connection(), *token));
        return token;
    });
}

void insert_scope(Connection& connection, const base::Id& token, Axis axis,
                  std::string_view value) {
    Query(connection,
          "INSERT INTO token_scopes (token_id, axis, value) VALUES (:token_id, :axis, :value) "
          "ON CONFLICT (token_id, axis, value) DO NOTHING")
        .bind(token)
        .bind(axis)
        .bind(value)
        .run();
}

void insert_row(Connection& connection, const TokenRow& token) {
    Query(
        connection,
        "INSERT INTO tokens (id, principal_id, name, kind, carriers, secret_sha256, "
        "whole_ecosystem, creator_id, created, expires) VALUES (:id, :principal_id, :name, :kind, "
        ":carriers, :secret_sha256, :whole_ecosystem, :creator_id, :created, :expires)")
        .bind(token.id)
        .bind(token.principal)
        .bind(token.name)
        .bind(token.kind)
        .bind(render_carriers(token.carriers))
        .bind(token.secret_sha256)
        .bind(token.scope.whole_ecosystem ? 1 : 0)
        .bind(token.creator)
        .bind(token.created)
        .bind(token.expires)
        .run();
    for (const auto action : token.scope.actions)
        insert_scope(connection, token.id, Axis::action, to_string(action));
    for (const auto& repository : token.scope.repositories)
        insert_scope(connection, token.id, Axis::repository, repository);
    for (const auto& project : token.scope.projects)
        insert_scope(connection, token.id, Axis::project, project);
}

}  // namespace

Result<void> insert_token(Transaction& transaction, const TokenRow& token) {
    SPOKE_TRY(in_catalog("write a token", [&]() -> Result<void> {
        insert_row(transaction.connection(), token);
        return ok();
    }));
    return record_change(transaction, {.action = "token.create", .subject = token.id.text()});
}

Result<std::optional<TokenRow>> find_token(const Reader& reader, const base::Id& id) {
    return find_where(reader, "id", id.text());
}

Result<std::optional<TokenRow>> find_token_by_secret(const Reader& reader,
                                                     const crypto::Sha256Digest& secret_sha256) {
    return find_where(reader, "secret_sha256", secret_sha256.hex());
}

Result<std::vector<TokenRow>> list_tokens(const Reader& reader) {
    return in_catalog("list the tokens", [&]() -> Result<std::vector<TokenRow>> {
        Query query(reader.connection(),
                    fmt::format("{} ORDER BY t.created DESC, t.id DESC", k_select));
        SPOKE_TRY(auto tokens, read_all<TokenColumns>(query));
        for (auto& token : tokens) SPOKE_TRY(load_scope(reader.connection(), token));
        return tokens;
    });
}

Result<void> revoke_token(Transaction& transaction, const base::Id& id) {
    SPOKE_TRY(const auto token, find_token(transaction, id));
    if (!token) return fail(ErrorCode::not_found, "there is no token " + id.text());
    if (token->revoked) return ok();
    SPOKE_TRY(in_catalog("revoke a token", [&]() -> Result<void> {
        Query(transaction.connection(), "UPDATE tokens SET revoked = :revoked WHERE id = :id")
            .bind(transaction.now())
            .bind(id)
            .run();
        return ok();
    }));
    SPOKE_TRY(bump_principal_epoch(transaction, token->principal));
    return record_change(transaction, {.action = "token.revoke", .subject = id.text()});
}

Result<void> record_token_uses(Transaction& transaction, const std::vector<TokenUse>& uses) {
    return in_catalog("note the last uses of tokens", [&]() -> Result<void> {
        for (const auto& use : uses)
            Query(transaction.connection(),
                  "UPDATE tokens SET last_used = :at WHERE id = :id AND (last_used IS NULL OR "
                  "last_used < :before)")
                .bind(use.at)
                .bind(use.token)
                .bind(use.at)
                .run();
        return ok();
    });
}

}  // namespace spoke::catalog
