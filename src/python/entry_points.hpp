#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

/// `name = module:attribute [extra]`
struct EntryPoint {
    std::string name;
    std::string value;      ///< as written, trimmed
    std::string module;     ///< empty where the value is no object reference
    std::string attribute;  ///< dotted; empty when absent
    std::vector<std::string> extras;

    bool operator==(const EntryPoint&) const = default;
};

struct EntryPointGroup {
    std::string name;
    std::vector<EntryPoint> entry_points;

    bool operator==(const EntryPointGroup&) const = default;
};

/// `*.dist-info/entry_points.txt` (packaging specification "Entry points").
struct EntryPoints {
    static constexpr std::size_t k_max_bytes = std::size_t{4} << 20U;

    std::vector<EntryPointGroup> groups;  ///< in order, a repeated header joined to its first

    /// Errors name the line: one that is neither a header, a comment nor `name = value`, or that
    /// stands before the first header. A name given twice in a group is `invalid`.
    static Result<EntryPoints> parse(std::string_view bytes);
    const EntryPointGroup* find(std::string_view group) const;
    const std::vector<EntryPoint>& console_scripts() const;  ///< empty when there are none
    const std::vector<EntryPoint>& gui_scripts() const;
};

}  // namespace spoke::python
