#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/error_response.hpp"
#include "http/request.hpp"

namespace spoke::http {

/// One connection's parser: Beast's basic_parser underneath, which keeps views into the head
/// instead of a container of fields, with stricter rules on top (RFC 9112 §3.2, §6;
/// index-conformance 220). Refused, each closing the connection: any Transfer-Encoding but exactly
/// `chunked`, or one on HTTP/1.0; Content-Length as a list, twice, or beside Transfer-Encoding; no
/// Host on 1.1, two Hosts or one that is no host; a header twice that can't be a list; targets that
/// are not visible ASCII or neither a path nor an http URL.
class RequestParser {
public:
    RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;
    ~RequestParser();

    /// A whole head, as HeadScanner found it. The request's views point into it, so it must stay
    /// until the next call.
    std::expected<void, Refusal> parse_head(std::string_view head);
    const Request& request() const;
    /// Frees its memory until the next head: an idle connection needs none.
    void forget();

    /// Feeds bytes after the head; the body's own bytes are appended to `out`. Returns how many
    /// were used. `too_large` when the body passes `limit`, `invalid` when its framing is broken.
    Result<std::size_t> parse_body(std::string_view bytes, std::uint64_t limit, std::string& out);
    /// Whether the message is whole. Bytes that `parse_body` did not use are the next request's.
    bool done() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spoke::http
