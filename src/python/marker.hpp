#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::python {

/// What markers are asked about (dependency specifiers, "Environment markers").
struct MarkerEnvironment {
    std::string implementation_name;
    std::string implementation_version;
    std::string os_name;
    std::string platform_machine;
    std::string platform_python_implementation;
    std::string platform_release;
    std::string platform_system;
    std::string platform_version;
    std::string python_full_version;
    std::string python_version;
    std::string sys_platform;
    std::string extra;  ///< the one extra asked for; empty: none

    bool operator==(const MarkerEnvironment&) const = default;
    /// By a variable's name in markers; nullptr for one that does not exist here.
    const std::string* find(std::string_view variable) const;
};

/// CPython 3.11 on Debian 12, x86_64: what the factory builds for.
MarkerEnvironment debian12_environment();

struct MarkerGroup;

/// A PEP 508 marker. Behaves as `packaging`'s Marker with the "metadata" context; only names of
/// Unicode characters (`\N{…}`) and lone surrogates in its strings are `invalid` here.
class Marker {
public:
    static constexpr std::size_t k_max_bytes = 65536;
    static constexpr std::size_t k_max_depth = 64;  ///< of parentheses

    static Result<Marker> parse(std::string_view text);
    /// Of a parsed tree (requirement.cpp).
    explicit Marker(MarkerGroup root);

    /// `invalid` where a comparison has no meaning: an operator or a variable that is not known.
    Result<bool> evaluate(const MarkerEnvironment& environment) const;
    /// True if any one of the extras, or none, satisfies the marker; that is how an installer
    /// reads `Requires-Dist` for `project[extras]`.
    Result<bool> evaluate_with_extras(const MarkerEnvironment& environment,
                                      const std::set<std::string>& extras) const;
    /// True if the variable `extra` occurs: the requirement is an optional one.
    bool mentions_extra() const;
    /// As `str(Marker(...))` writes it: names of extras normalized, one blank between tokens.
    std::string text() const;

    bool operator==(const Marker& other) const { return text() == other.text(); }

private:
    std::shared_ptr<const MarkerGroup> root_;
};

}  // namespace spoke::python
