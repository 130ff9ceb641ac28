#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/error_response.hpp"

namespace spoke::http {

/// A request target, split raw at `/` and each segment decoded once (index-conformance 207,
/// threats.md I14). What authorization sees is what the handler sees, so nothing is decoded again.
struct Target {
    std::vector<std::string> segments;  ///< decoded; none is empty
    bool trailing_slash = false;
    bool doubled_slash = false;  ///< somewhere `//` stood for one `/`
    std::string_view query;      ///< as sent, after the first `?`; empty: none

    /// The first value of a query's key, percent-decoded.
    std::optional<std::string> query_value(std::string_view key) const;
    /// Segments encoded once, with a slash before each: what an un-normalized URL redirects to.
    std::string canonical_path() const;
};

/// 400 for `.` and `..`, an encoded slash, backslash, NUL or control, `;`, a broken escape, one
/// that would decode again (`%252e`), bytes that are not UTF-8, and for tokens in the query.
std::expected<Target, Refusal> parse_target(std::string_view raw);

}  // namespace spoke::http
