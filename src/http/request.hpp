#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace spoke::http {

enum class Method { get, head, post, put, patch, del, options, other };

std::string_view to_string(Method method);

/// The headers that anything here reads; others are checked for form and forgotten.
enum class Header : std::uint8_t {
    host,
    authorization,
    accept,
    accept_encoding,
    connection,
    content_length,
    content_type,
    expect,
    if_modified_since,
    if_none_match,
    if_range,
    range,
    transfer_encoding,
    user_agent,
    x_forwarded_for,
};
inline constexpr std::size_t k_header_count = 15;

enum class Version { http_1_0, http_1_1 };
enum class Persistence { keep, close };

/// One parsed request head. All views point into the connection's read buffer and live until its
/// answer is sent. A list header that came several times stands joined by ", " (RFC 9110 §5.3);
/// any other header that came twice was refused.
struct Request {
    Method method = Method::other;
    std::string_view method_text;
    std::string_view target;  ///< as sent: secrets may stand in it (use `redact` to show it)
    Version version = Version::http_1_1;
    Persistence persistence = Persistence::keep;  ///< what the client wishes
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    std::array<std::optional<std::string_view>, k_header_count> headers;

    const std::optional<std::string_view>& header(Header name) const {
        return headers[static_cast<std::size_t>(name)];
    }
    std::string_view header_or_empty(Header name) const {
        return header(name).value_or(std::string_view{});
    }
    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
    bool is_head() const { return method == Method::head; }
};

}  // namespace spoke::http
