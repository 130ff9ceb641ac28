#include "http/handlers/api.hpp"

#include <nlohmann/json.hpp>

#include "http/head_writer.hpp"

namespace spoke::http {
namespace {

constexpr std::uint64_t k_body_limit = 1U << 20U;

catalog::Action needed_right(const Route& route) {
    switch (route.operation) {
        case Operation::tokens:
        case Operation::token:
            return catalog::Action::manage;
        case Operation::requests:
            return catalog::Action::request;
        default:
            return catalog::Action::read;
    }
}

}  // namespace

Answer json_answer(int status, const base::Json& value) {
    HeadWriter head;
    head.add("Content-Type", "application/json");
    head.add("Cache-Control", "no-store");
    head.add("X-Content-Type-Options", "nosniff");
    return answer_with(std::move(head).finish(status, base::dump_json(value) + "\n"));
}

catalog::Cause cause_of(const Exchange& exchange, const catalog::ServerGrant& grant) {
    return catalog::Cause{exchange.event, grant.principal(), std::string(exchange.peer)};
}

Task<base::Json> ApiHandler::read_json(Exchange& exchange) const {
    const std::string_view type = exchange.request.header_or_empty(Header::content_type);
    if (type.substr(0, type.find(';')) != "application/json")
        co_return fail(ErrorCode::invalid,
                       "The body must be JSON: 'Content-Type: application/json'.");
    SPOKE_CO_TRY(const std::string body, co_await exchange.body.read(k_body_limit));
    SPOKE_CO_TRY(base::Json value, base::parse_json(body));
    if (!value.is_object()) co_return fail(ErrorCode::invalid, "The body must be a JSON object.");
    co_return value;
}

Reply ApiHandler::answer(Exchange& exchange, const Target& target, const Route& route,
                         const access::IdentityPtr& identity) const {
    auto grant = services_.authorizer.authorize_server(*identity, needed_right(route));
    if (!grant) return refuse(exchange, grant.error());
    switch (route.operation) {
        case Operation::tokens:
            if (exchange.request.method == Method::post)
                return create_token(exchange, *std::move(grant));
            return list_tokens(exchange, *std::move(grant));
        case Operation::token:
            return revoke_token(exchange, *std::move(grant), route.id);
        case Operation::requests:
            return make_requests(exchange, *std::move(grant));
        case Operation::builds:
            return list_builds(exchange, target);
        case Operation::build:
            return show_build(exchange, route.id);
        case Operation::build_log:
            return show_log(exchange, route.id);
        default:
            return show_trust(exchange);
    }
}

}  // namespace spoke::http
