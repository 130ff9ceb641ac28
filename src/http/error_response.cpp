#include "http/error_response.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "http/head_writer.hpp"
#include "http/redact.hpp"

namespace spoke::http {
namespace {

constexpr unsigned k_retry_seconds = 2;

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return 400;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::denied:
            return 403;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::too_large:
            return 413;
        case ErrorCode::unsupported:
            return 501;
        case ErrorCode::unavailable:
        case ErrorCode::exhausted:
        case ErrorCode::cancelled:
            return 503;
        case ErrorCode::timeout:
            return 504;
        case ErrorCode::corrupt:
        case ErrorCode::internal:
            return 500;
    }
    return 500;
}

std::string_view code_of(int status) {
    switch (status) {
        case 400:
            return "invalid";
        case 401:
            return "unauthenticated";
        case 403:
            return "denied";
        case 404:
            return "not_found";
        case 405:
            return "method_not_allowed";
        case 406:
            return "not_acceptable";
        case 408:
        case 504:
            return "timeout";
        case 413:
        case 414:
        case 431:
            return "too_large";
        case 415:
        case 417:
        case 501:
        case 505:
            return "unsupported";
        case 503:
            return "unavailable";
        default:
            return "internal";
    }
}

bool may_be_stored(int status) {
    return status == 404 || status == 405 || status == 406 || status == 416;
}

}  // namespace

Refusal refusal_of(const Error& error) {
    Refusal refusal;
    refusal.status = status_of(error.code);
    refusal.code = to_string(error.code);
    refusal.detail = error.message;
    if (refusal.status == 500)
        refusal.detail = "The server failed. The event id below stands in its log.";
    if (refusal.status == 503 || refusal.status == 504) refusal.retry_after = k_retry_seconds;
    return refusal;
}

Refusal refused(int status, std::string detail) {
    Refusal refusal;
    refusal.status = status;
    refusal.code = code_of(status);
    refusal.detail = std::move(detail);
    if (status == 503) refusal.retry_after = k_retry_seconds;
    return refusal;
}

Refusal unauthorized(std::string_view realm, std::string detail) {
    Refusal refusal = refused(401, std::move(detail));
    refusal.challenge = "Basic realm=\"" + std::string(realm) + "\", charset=\"UTF-8\"";
    return refusal;
}

Refusal method_not_allowed(std::string allow, std::string detail) {
    Refusal refusal = refused(405, std::move(detail));
    refusal.allow = std::move(allow);
    return refusal;
}

Answer render_refusal(const Refusal& refusal, const base::Id& event) {
    const base::Json body{{"type", "about:blank"},
                          {"title", usual_reason(refusal.status)},
                          {"status", refusal.status},
                          {"code", refusal.code},
                          {"detail", redact(refusal.detail)},
                          {"event", event.text()}};
    HeadWriter head;
    head.add("Content-Type", "application/problem+json");
    head.add("X-Content-Type-Options", "nosniff");
    // 404 has an explicit short lifetime; 401, 403 and 5xx are not kept (index-conformance 78).
    head.add("Cache-Control", may_be_stored(refusal.status) ? "private, max-age=0" : "no-store");
    if (!refusal.challenge.empty()) head.add("WWW-Authenticate", refusal.challenge);
    if (!refusal.allow.empty()) head.add("Allow", refusal.allow);
    if (!refusal.vary.empty()) head.add("Vary", refusal.vary);
    if (refusal.retry_after) head.add("Retry-After", *refusal.retry_after);
    Block block = std::move(head).finish(refusal.status, base::dump_json(body) + "\n");
    if (!refusal.reason.empty()) block.reason = reason_phrase(redact(refusal.reason));
    Answer answer = answer_with(std::move(block));
    answer.close = refusal.close;
    return answer;
}

}  // namespace spoke::http
