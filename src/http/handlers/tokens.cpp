#include <nlohmann/json.hpp>

#include <chrono>

#include "access/tokens.hpp"
#include "base/time.hpp"
#include "http/handlers/api.hpp"
#include "http/head_writer.hpp"

namespace spoke::http {
namespace {

using base::Json;

Json scope_of(const catalog::TokenScope& scope) {
    if (scope.whole_ecosystem) return Json(std::string(access::k_ecosystem_scope));
    return Json(scope.repositories);
}

Json time_or_null(const std::optional<base::Moment>& moment) {
    return moment ? Json(base::format_rfc3339(*moment)) : Json(nullptr);
}

Json describe(const catalog::TokenRow& row) {
    return Json{{"id", row.id.text()},
                {"name", row.name},
                {"identity", row.identity},
                {"kind", catalog::to_string(row.kind)},
                {"scope", scope_of(row.scope)},
                {"created", base::format_rfc3339(row.created)},
                {"expires", base::format_rfc3339(row.expires)},
                {"revoked", time_or_null(row.revoked)},
                {"last_used", time_or_null(row.last_used)},
                {"created_by", row.creator_name}};
}

/// A word, or a list of words.
Result<std::vector<std::string>> parse_scope(const Json& scope) {
    std::vector<std::string> words;
    if (scope.is_string()) return std::vector{scope.get<std::string>()};
    if (!scope.is_array()) return fail(ErrorCode::invalid, "'scope' must be a word or a list.");
    for (const Json& word : scope) {
        if (!word.is_string()) return fail(ErrorCode::invalid, "'scope' must be a list of words.");
        words.push_back(word.get<std::string>());
    }
    return words;
}

Result<access::NewToken> parse_new_token(const Json& body) {
    access::NewToken token;
    SPOKE_TRY(token.name, base::json_string(body, "name"));
    if (const auto scope = body.find("scope"); scope != body.end()) {
        SPOKE_TRY(token.scope, parse_scope(*scope));
    }
    if (body.contains("ttl_seconds") && !body["ttl_seconds"].is_null()) {
        SPOKE_TRY(const std::int64_t seconds, base::json_integer(body, "ttl_seconds"));
        token.ttl = std::chrono::seconds(seconds);
    }
    const std::string kind = base::json_string_or(body, "kind", "pull");
    SPOKE_TRY(token.kind, catalog::parse_word<catalog::TokenKind>(kind));
    return token;
}

}  // namespace

Task<Answer> ApiHandler::list_tokens(Exchange& exchange, catalog::ServerGrant grant) const {
    auto work = [this, &grant] {
        return access::list_tokens(services_.catalog, grant);
    };
    const auto rows = co_await base::run_on(services_.db, std::move(work));
    if (!rows) co_return refuse(exchange, rows.error());
    Json tokens = Json::array();
    for (const catalog::TokenRow& row : *rows) tokens.push_back(describe(row));
    co_return json_answer(200, Json{{"tokens", std::move(tokens)}});
}

Task<Answer> ApiHandler::create_token(Exchange& exchange, catalog::ServerGrant grant) const {
    const auto body = co_await read_json(exchange);
    if (!body) co_return refuse(exchange, body.error());
    const auto wanted = parse_new_token(*body);
    if (!wanted) co_return refuse(exchange, wanted.error());
    const catalog::Cause cause = cause_of(exchange, grant);
    auto work = [this, &grant, &cause, &wanted] {
        return access::create_token(services_.catalog, grant, cause, *wanted);
    };
    const auto issued = co_await base::run_on(services_.db, std::move(work));
    if (!issued) co_return refuse(exchange, issued.error());
    Json answer = describe(issued->row);
    answer["username"] = issued->row.identity;
    answer["secret"] = issued->secret.reveal();
    co_return json_answer(201, answer);
}

Task<Answer> ApiHandler::revoke_token(Exchange& exchange, catalog::ServerGrant grant,
                                      std::string id) const {
    const catalog::Cause cause = cause_of(exchange, grant);
    auto work = [this, &grant, &cause, &id]() -> Result<void> {
        SPOKE_TRY(access::revoke_token(services_.catalog, grant, cause, id));
        // Here at once; other nodes see the new epoch within a second.
        SPOKE_TRY(services_.epochs.refresh(services_.catalog));
        return ok();
    };
    const auto revoked = co_await base::run_on(services_.db, std::move(work));
    if (!revoked) co_return refuse(exchange, revoked.error());
    HeadWriter head;
    head.add("Cache-Control", "no-store");
    co_return answer_with(std::move(head).finish_empty(204));
}

}  // namespace spoke::http
