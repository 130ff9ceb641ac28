#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"
#include "http/answer.hpp"

namespace spoke::http {

/// A request that gets no for an answer: the status and what people read. `detail` names what,
/// where and what to do; it holds no secret.
struct Refusal {
    int status = 500;
    std::string code;       ///< for programs: "not_found"
    std::string detail;     ///< for people
    std::string reason;     ///< reason phrase; empty: the usual one
    std::string allow;      ///< 405: the methods
    std::string challenge;  ///< 401: WWW-Authenticate
    std::string vary;       ///< on negotiated URLs also for errors (index-conformance 66)
    std::optional<unsigned> retry_after;  ///< seconds, 1 to 5 (index-conformance 106)
    bool close = false;                   ///< the connection can't go on after it
};

/// The one table from error to status. What went wrong inside (`corrupt`, `internal`) is for the
/// log; the client gets the event id to ask with.
Refusal refusal_of(const Error& error);
/// 401 that browsers, pip, pdm and keyring act on (index-conformance 102).
Refusal unauthorized(std::string_view realm, std::string detail);
/// A refusal of the HTTP core: by status and text.
Refusal refused(int status, std::string detail);
/// 405 with Allow.
Refusal method_not_allowed(std::string allow, std::string detail);

/// problem+json (RFC 9457) with `code` and `event` beside the standard members; Content-Type has no
/// parameter, since uv compares the text (index-conformance 108). Tokens in the detail are
/// redacted.
Answer render_refusal(const Refusal& refusal, const base::Id& event);

}  // namespace spoke::http
