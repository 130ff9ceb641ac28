#include "http/router.hpp"

#include <utility>
#include <variant>

#include "base/task.hpp"
#include "http/head_writer.hpp"
#include "http/page_head.hpp"
#include "http/redact.hpp"
#include "http/refusals.hpp"

namespace spoke::http {
namespace {

/// "https://packages.example/base" → "/base": what stands before our paths for the client.
std::string path_prefix(std::string_view external_url) {
    const std::size_t scheme = external_url.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::size_t path = external_url.find('/', scheme + 3);
    std::string prefix(path == std::string_view::npos ? "" : external_url.substr(path));
    while (prefix.ends_with('/')) prefix.pop_back();
    return prefix;
}

bool is_api(Operation operation) {
    return operation >= Operation::tokens;
}

bool is_open(Operation operation) {
    return operation == Operation::front_page || operation == Operation::health ||
           operation == Operation::ready;
}

Refusal wrong_method(const Route& route) {
    return method_not_allowed(
        std::string(allowed_methods(route.operation)),
        "This URL answers to: " + std::string(allowed_methods(route.operation)) + ".");
}

}  // namespace

Router::Router(RouterSettings settings, Services services)
    : settings_(std::move(settings)),
      services_(services),
      refuser_(settings_.realm),
      prefix_(path_prefix(settings_.external_url)),
      front_(settings_.external_url, services_),
      pages_(services_, refuser_),
      files_(services_, refuser_),
      api_(services_, refuser_) {}

Reply Router::answer(Exchange& exchange) {
    auto target = parse_target(exchange.request.target);
    if (!target) return Refuser::as_is(exchange, target.error());
    auto found = find_route(*target);
    if (!found) return Refuser::as_is(exchange, found.error());
    if (const auto* redirect_ = std::get_if<Redirect>(&*found)) {
        const Method method = exchange.request.method;
        // A token in the path must not come back in a Location, which logs and caches keep (I9).
        if (redact(redirect_->location) != redirect_->location)
            return Refuser::as_is(exchange, refused(404, "There is nothing at this path."));
        if (method == Method::get || method == Method::head) return redirect(*redirect_);
        return Refuser::as_is(exchange,
                              method_not_allowed("GET, HEAD", "This URL only redirects."));
    }
    Route& route = std::get<Route>(*found);
    exchange.log.operation = to_string(route.operation);
    if (!is_allowed(route.operation, exchange.request.method))
        return Refuser::as_is(exchange, wrong_method(route));
    if (is_open(route.operation)) return answer_open(exchange, route);

    const access::RawCredentials raw{exchange.request.header_or_empty(Header::authorization), {}};
    if (const access::IdentityPtr identity = services_.authenticator.find_ready(raw))
        return dispatch(exchange, *target, route, identity);
    return authenticate(exchange, *std::move(target), std::move(route), raw);
}

Reply Router::answer_open(Exchange& exchange, const Route& route) const {
    if (route.operation == Operation::ready) return front_.ready(exchange);
    return route.operation == Operation::health ? front_.health() : front_.front_page();
}

Task<Answer> Router::authenticate(Exchange& exchange, Target target, Route route,
                                  access::RawCredentials raw) {
    auto work = [this, raw] {
        return services_.authenticator.authenticate(raw);
    };
    const auto identity = co_await base::run_on(services_.db, std::move(work));
    if (!identity) {
        if (is_api(route.operation)) co_return refuser_.for_api(exchange, identity.error());
        co_return refuser_.for_index(exchange, identity.error());
    }
    Reply reply = dispatch(exchange, target, route, *identity);
    if (auto* ready = std::get_if<Answer>(&reply)) co_return std::move(*ready);
    co_return co_await std::get<Task<Answer>>(std::move(reply));
}

Reply Router::dispatch(Exchange& exchange, const Target& target, const Route& route,
                       const access::IdentityPtr& identity) const {
    exchange.log.principal = identity->anonymous() ? std::string() : identity->name;
    if (is_api(route.operation)) return api_.answer(exchange, target, route, identity);
    if (route.operation == Operation::project_list || route.operation == Operation::project_page)
        return pages_.answer(exchange, target, route, *identity);
    return files_.answer(exchange, route, *identity);
}

Answer Router::redirect(const Redirect& redirect) const {
    HeadWriter head;
    // The slash and the normalized name are for ever, so clients may keep it (index-conformance
    // 80).
    head.add("Location", prefix_ + redirect.location);
    head.add("Cache-Control", "public, max-age=3600");
    head.add("Vary", k_page_vary);
    return answer_with(std::move(head).finish(301, {}));
}

}  // namespace spoke::http
