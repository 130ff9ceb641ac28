#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spoke::base {

/// A URI reference cut into its parts (RFC 3986 Appendix B); nothing is decoded or checked.
struct UriParts {
    std::string scheme;
    std::optional<std::string> authority;
    std::string path;
    std::optional<std::string> query;
    std::optional<std::string> fragment;

    std::string text() const;
};

UriParts split_uri(std::string_view text);

/// RFC 3986 §5.2.2, for a base with a scheme. Escapes stay as they are, so that `%2F` never becomes
/// a separator (Boost 1.81's urls::resolve and normalize decode it).
UriParts resolve_uri(const UriParts& base_uri, const UriParts& reference);

/// RFC 3986 §5.2.4.
std::string remove_dot_segments(std::string_view path);

}  // namespace spoke::base
