#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "python/specifier.hpp"

namespace spoke::python {

enum class PrefixMatch { no, yes };

struct ScannedSpecifier {
    Comparison comparison = Comparison::equal;
    std::string_view version_text;
    VersionParts parts;  ///< not of `===`
    PrefixMatch prefix = PrefixMatch::no;
    std::size_t length = 0;  ///< of the text that belongs to the clause
};

/// Reads the longest clause at the front of text; nothing where there is none.
std::optional<ScannedSpecifier> scan_specifier(std::string_view text);

}  // namespace spoke::python
