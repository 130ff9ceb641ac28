#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "simple/read_limits.hpp"

namespace spoke::simple {

/// An `<a>` with its attributes (lower-case names, entities decoded) and its text, trimmed.
struct HtmlAnchor {
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;

    /// Null where the attribute is missing; empty for one without a value.
    const std::string* find(std::string_view name) const;
};

/// What an index's page says in HTML, without what it means.
struct HtmlDocument {
    std::string title;
    std::string base_href;                                   ///< of the first `<base>`
    std::vector<std::pair<std::string, std::string>> metas;  ///< name and content, of the head
    std::vector<HtmlAnchor> anchors;

    const std::string* find_meta(std::string_view name) const;
};

/// Reads any bytes as HTML5 does. `too_large` over the limits; `invalid` for a document whose tags
/// would cost more than its size (nested without end, attributes without end).
Result<HtmlDocument> read_html(std::string_view body, const ReadLimits& limits,
                               std::size_t anchor_limit);

}  // namespace spoke::simple
