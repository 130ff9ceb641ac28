#pragma once

#include <string>

#include "access/identity.hpp"
#include "http/handler.hpp"
#include "http/handlers/api.hpp"
#include "http/handlers/files.hpp"
#include "http/handlers/front.hpp"
#include "http/handlers/pages.hpp"
#include "http/refusals.hpp"
#include "http/routes.hpp"
#include "http/services.hpp"

namespace spoke::http {

struct RouterSettings {
    std::string external_url;  ///< with its path, if the server stands below one
    std::string realm = "spokeshave";
};

/// What the server answers: path → route → identity → rights → handler, in this order for every
/// request, so no alias of a path is a way around a rule. Thread-safe.
class Router final : public Handler {
public:
    Router(RouterSettings settings, Services services);
    Router(const Router&) = delete;  // its handlers refer to its members
    Router& operator=(const Router&) = delete;

    Reply answer(Exchange& exchange) override;

private:
    Reply answer_open(Exchange& exchange, const Route& route) const;
    Reply dispatch(Exchange& exchange, const Target& target, const Route& route,
                   const access::IdentityPtr& identity) const;
    Task<Answer> authenticate(Exchange& exchange, Target target, Route route,
                              access::RawCredentials raw);
    Answer redirect(const Redirect& redirect) const;

    RouterSettings settings_;
    Services services_;
    Refuser refuser_;
    std::string prefix_;
    FrontHandler front_;
    PageHandler pages_;
    FileHandler files_;
    ApiHandler api_;
};

}  // namespace spoke::http
