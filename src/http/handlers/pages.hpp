#pragma once

#include "access/identity.hpp"
#include "http/handler.hpp"
#include "http/refusals.hpp"
#include "http/routes.hpp"
#include "http/services.hpp"

namespace spoke::http {

/// The simple pages: /<repository>/simple/ and /<repository>/simple/<project>/.
class PageHandler {
public:
    PageHandler(const Services& services, const Refuser& refuser)
        : services_(services), refuser_(refuser) {}

    Reply answer(Exchange& exchange, const Target& target, const Route& route,
                 const access::Identity& identity) const;

private:
    struct Wanted;
    Task<Answer> make(Exchange& exchange, catalog::Grant grant, Wanted wanted) const;
    Answer send(const Exchange& exchange, const repositories::ReadyPagePtr& page) const;
    Answer miss(const Exchange& exchange, const catalog::Grant& grant) const;

    const Services& services_;
    const Refuser& refuser_;
};

}  // namespace spoke::http
