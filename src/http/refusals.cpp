#include "http/refusals.hpp"

#include "base/log.hpp"

namespace spoke::http {
namespace {

void log_failure(const Exchange& exchange, const Error& error, int status) {
    if (status == 500)
        SPOKE_LOG(error, "request_failed", "event_id", exchange.event.text(), "status", status,
                  "error", error.describe());
    else if (status > 500)
        SPOKE_LOG(warn, "request_failed", "event_id", exchange.event.text(), "status", status,
                  "error", error.describe());
}

Refusal judged(const Exchange& exchange, const Error& error) {
    Refusal refusal = refusal_of(error);
    log_failure(exchange, error, refusal.status);
    return refusal;
}

}  // namespace

Answer Refuser::for_index(const Exchange& exchange, const Error& error,
                          std::string_view vary) const {
    Refusal refusal = error.code == ErrorCode::unauthenticated ? unauthorized(realm_, error.message)
                                                               : judged(exchange, error);
    refusal.vary = vary;
    // pip and twine show the reason phrase and nothing else (index-conformance 108).
    if (refusal.status == 403) refusal.reason = "Forbidden: " + error.message;
    return render_refusal(refusal, exchange.event);
}

Answer Refuser::for_api(const Exchange& exchange, const Error& error) const {
    Refusal refusal = judged(exchange, error);
    if (refusal.status == 401) refusal.challenge = "Bearer realm=\"" + realm_ + "\"";
    return render_refusal(refusal, exchange.event);
}

Answer Refuser::as_is(const Exchange& exchange, const Refusal& refusal) {
    return render_refusal(refusal, exchange.event);
}

}  // namespace spoke::http
