#pragma once

#include <string_view>
#include <utility>

#include "access/authorizer.hpp"
#include "support/must.hpp"

namespace spoke::tests {

/// An identity that may do anything, as an administrator's token gives it.
inline access::Identity administrator(base::Id principal = {}) {
    access::Identity identity;
    identity.principal = principal.empty()
                             ? base::Id::parse("00000000-0000-7000-8000-000000000001").value()
                             : std::move(principal);
    identity.name = "administrator";
    identity.kind = catalog::TokenKind::admin;
    identity.scope.actions = {catalog::Action::read, catalog::Action::request,
                              catalog::Action::upload, catalog::Action::manage};
    identity.scope.whole_ecosystem = true;
    return identity;
}

/// A grant made as in the server. The test's executable needs spoke_access.
inline catalog::Grant grant_for(catalog::Catalog& catalog, std::string_view repository,
                                catalog::Action action = catalog::Action::read) {
    access::Authorizer authorizer(catalog);
    must(authorizer.reload());
    return must(authorizer.authorize(administrator(), action, repository));
}

inline catalog::ServerGrant server_grant_for(catalog::Catalog& catalog, catalog::Action action) {
    return must(access::Authorizer(catalog).authorize_server(administrator(), action));
}

}  // namespace spoke::tests
