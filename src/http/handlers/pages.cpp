#include "http/handlers/pages.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/task.hpp"
#include "http/conditional.hpp"
#include "http/head_writer.hpp"
#include "http/page_head.hpp"
#include "repositories/defaults.hpp"
#include "simple/negotiate.hpp"

namespace spoke::http {
namespace {

using repositories::Coding;
using repositories::PageAnswer;
using repositories::PageKey;
using repositories::PageOutcome;
using repositories::ReadyPagePtr;

Error no_such_project() {
    return Error{ErrorCode::not_found, "This repository has no such project.", {}};
}

Refusal not_acceptable() {
    Refusal refusal =
        refused(406, "A page can be had as: " + std::string(simple::supported_types()) + ".");
    refusal.vary = k_page_vary;
    return refusal;
}

/// What pip (and unearth), uv and poetry send: nearly all requests, so these are not parsed anew
/// (index-conformance 62 says what they get).
constexpr std::array<std::string_view, 3> k_installers_accept{
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, "
    "text/html; q=0.01",
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, "
    "text/html;q=0.01",
    "application/vnd.pypi.simple.v1+json, */*;q=0.1"};

std::optional<simple::Representation> representation_for(const Exchange& exchange,
                                                         const Target& target) {
    if (const auto format = target.query_value("format"))
        return simple::representation_of_format(*format);
    const auto& accept = exchange.request.header(Header::accept);
    if (accept && std::ranges::find(k_installers_accept, *accept) != k_installers_accept.end())
        return simple::Representation::json;
    return simple::negotiate(accept);
}

/// The tag of the page that the client holds, in either coding; empty: none, or another page.
std::string_view held_tag(const Request& request, const repositories::ReadyPage& page) {
    const auto& header = request.header(Header::if_none_match);
    if (!header) return {};
    if (none_match_names(*header, page.facts.etag)) return page.facts.etag;
    if (!page.other_etag.empty() && none_match_names(*header, page.other_etag))
        return page.other_etag;
    return {};
}

}  // namespace

struct PageHandler::Wanted {
    std::optional<python::ProjectName> project;  ///< none: the project list
    simple::Representation representation;
    Coding coding;
};

Reply PageHandler::answer(Exchange& exchange, const Target& target, const Route& route,
                          const access::Identity& identity) const {
    auto grant = services_.authorizer.authorize(identity, catalog::Action::read, route.repository,
                                                route.project);
    if (!grant) return refuser_.for_index(exchange, grant.error(), k_page_vary);
    exchange.log.repository = grant->repository_name();
    if (route.operation == Operation::project_page && !route.project)
        return refuser_.for_index(exchange, no_such_project(), k_page_vary);
    if (route.project) exchange.log.project = route.project->normalized();

    const auto representation = representation_for(exchange, target);
    if (!representation) return Refuser::as_is(exchange, not_acceptable());
    const bool gzip =
        choose_coding(exchange.request.header(Header::accept_encoding)) == ContentCoding::gzip;
    Wanted wanted{route.project, *representation, gzip ? Coding::gzip : Coding::identity};
    const PageKey key{route.project ? std::string_view(route.project->normalized()) : "",
                      wanted.representation, wanted.coding};
    if (const ReadyPagePtr page = services_.pages.find_ready(*grant, key))
        return send(exchange, page);
    return make(exchange, *std::move(grant), std::move(wanted));
}

Task<Answer> PageHandler::make(Exchange& exchange, catalog::Grant grant, Wanted wanted) const {
    auto work = [this, &grant, &wanted]() -> Result<PageAnswer> {
        if (wanted.project)
            return services_.pages.make_ready(grant, *wanted.project, wanted.representation,
                                              wanted.coding);
        return services_.pages.make_ready_list(grant, wanted.representation, wanted.coding);
    };
    auto made = co_await base::run_on(services_.db, std::move(work));
    if (!made) co_return refuser_.for_index(exchange, made.error(), k_page_vary);
    switch (made->outcome) {
        case PageOutcome::page:
            co_return send(exchange, made->page);
        case PageOutcome::blocked:
            exchange.log.note = "policy";
            co_return refuser_.for_index(exchange, Error{ErrorCode::denied, made->reason, {}},
                                         k_page_vary);
        case PageOutcome::unknown_project:
            break;
    }
    co_return miss(exchange, grant);
}

Answer PageHandler::send(const Exchange& exchange, const ReadyPagePtr& page) const {
    if (const std::string_view tag = held_tag(exchange.request, *page); !tag.empty()) {
        Block block;
        block.status = 304;
        block.bytes = not_modified_page_head(page->facts, tag) + "\r\n";
        block.head_size = block.bytes.size();
        return answer_with(std::move(block));
    }
    Answer answer;
    answer.status = 200;
    answer.owner = page;
    answer.bytes = page->bytes;
    answer.head_size = page->head_size;
    return answer;
}

Answer PageHandler::miss(const Exchange& exchange, const catalog::Grant& grant) const {
    exchange.log.note = "miss";
    Error error = no_such_project();
    if (grant.project() && grant.repository_name() == repositories::k_python) {
        const catalog::Cause cause{exchange.event, grant.principal(), std::string(exchange.peer)};
        if (services_.misses.note(Miss{*grant.project(), cause})) {
            exchange.log.note = "miss-requested";
            error.message =
                "'" + grant.project()->normalized() +
                "' is not built here yet. It was put into the queue of builds; ask again later, or "
                "see how it goes: spokeshave builds list --project " +
                grant.project()->normalized();
        }
    }
    return refuser_.for_index(exchange, error, k_page_vary);
}

}  // namespace spoke::http
