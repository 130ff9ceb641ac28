#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/marker.hpp"
#include "python/project_name.hpp"
#include "python/specifier.hpp"

namespace spoke::python {

/// A PEP 508 requirement: `name[extra] >=1.0; marker`, or `name @ url ; marker`. Behaves as
/// `packaging`'s Requirement.
struct Requirement {
    static constexpr std::size_t k_max_bytes = 65536;

    static Result<Requirement> parse(std::string_view text);

    ProjectName name;
    std::vector<std::string> extras;  ///< as written, sorted, without duplicates
    SpecifierSet specifiers;
    std::optional<std::string> url;  ///< a direct reference; then `specifiers` is empty
    std::optional<Marker> marker;

    std::string text() const;  ///< as `str(Requirement(...))` writes it
    /// Equal for requirements that mean the same: names, extras and specifiers in normalized form.
    std::string canonical_text() const;
};

}  // namespace spoke::python
