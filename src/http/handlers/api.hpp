#pragma once

#include "access/identity.hpp"
#include "base/json.hpp"
#include "base/task.hpp"
#include "http/handler.hpp"
#include "http/refusals.hpp"
#include "http/routes.hpp"
#include "http/services.hpp"

namespace spoke::http {

/// The REST API under /api/v1: JSON in, JSON out, problem+json for errors. Rights are checked
/// before a body is read; each resource has a file of its own.
class ApiHandler {
public:
    ApiHandler(const Services& services, const Refuser& refuser)
        : services_(services), refuser_(refuser) {}

    Reply answer(Exchange& exchange, const Target& target, const Route& route,
                 const access::IdentityPtr& identity) const;

private:
    // handlers/tokens.cpp
    Task<Answer> list_tokens(Exchange& exchange, catalog::ServerGrant grant) const;
    Task<Answer> create_token(Exchange& exchange, catalog::ServerGrant grant) const;
    Task<Answer> revoke_token(Exchange& exchange, catalog::ServerGrant grant, std::string id) const;
    // handlers/requests.cpp
    Task<Answer> make_requests(Exchange& exchange, catalog::ServerGrant grant) const;
    // handlers/builds.cpp
    Task<Answer> list_builds(Exchange& exchange, Target target) const;
    Task<Answer> show_build(Exchange& exchange, std::string id) const;
    Task<Answer> show_log(Exchange& exchange, std::string id) const;
    // handlers/trust.cpp
    Task<Answer> show_trust(Exchange& exchange) const;

    /// The body as a JSON object; 415 for another type.
    Task<base::Json> read_json(Exchange& exchange) const;
    Answer refuse(const Exchange& exchange, const Error& error) const {
        return refuser_.for_api(exchange, error);
    }

    const Services& services_;
    const Refuser& refuser_;
};

/// An answer that nobody keeps: it may hold secrets, and is of this moment.
Answer json_answer(int status, const base::Json& value);
catalog::Cause cause_of(const Exchange& exchange, const catalog::ServerGrant& grant);

}  // namespace spoke::http
