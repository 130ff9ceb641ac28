#include "http/handlers/api.hpp"
#include "http/head_writer.hpp"

namespace spoke::http {

Task<Answer> ApiHandler::show_trust(Exchange& exchange) const {
    auto work = [this] {
        return services_.trust.load_trust();
    };
    const auto trust = co_await base::run_on(services_.db, std::move(work));
    if (!trust) co_return refuse(exchange, trust.error());
    HeadWriter head;
    head.add("Content-Type", "application/json");
    head.add("Cache-Control", "no-store");
    head.add("X-Content-Type-Options", "nosniff");
    co_return answer_with(std::move(head).finish(200, *trust));
}

}  // namespace spoke::http
