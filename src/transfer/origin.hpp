#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::transfer {

enum class Scheme { http, https };

/// Scheme, host and port: what credentials and allowances belong to (RFC 6454).
struct Origin {
    Scheme scheme = Scheme::https;
    std::string host;  ///< lower-case; IPv6 without brackets
    std::uint16_t port = 443;

    std::string text() const;
    auto operator<=>(const Origin&) const = default;
};

/// An absolute http or https URL without user info or fragment, in the one form in which it is
/// checked and dialled. User info in a URL is refused, not dropped: credentials belong to a rule.
class HttpUrl {
public:
    static Result<HttpUrl> parse(std::string_view text);
    /// A `Location` against this URL.
    Result<HttpUrl> resolve(std::string_view reference) const;

    const Origin& origin() const { return origin_; }
    const std::string& text() const { return text_; }
    /// For logs: without the query, which may hold a signature.
    std::string printable() const;

private:
    HttpUrl(Origin origin, std::string text) : origin_(std::move(origin)), text_(std::move(text)) {}
    Origin origin_;
    std::string text_;
};

}  // namespace spoke::transfer
