#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
};

/// CPython 3.11 on Debian 12, x86_64: what the factory builds for.
MarkerEnvironment debian12_environment();

enum class MarkerVariable {
    implementation_name,
    implementation_version,
    os_name,
    platform_machine,
    platform_python_implementation,
    platform_release,
    platform_system,
    platform_version,
    python_full_version,
    python_version,
    sys_platform,
    extra,
    extras,
    dependency_groups,
};

std::string_view variable_text(MarkerVariable variable);

struct MarkerNode;

/// A PEP 508 marker. Behaves as `packaging`'s Marker with the "metadata" context.
class Marker {
public:
    static constexpr std::size_t k_max_bytes = 65536;
    static constexpr std::size_t k_max_depth = 64;  ///< of parentheses

    static Result<Marker> parse(std::string_view text);

    /// `invalid` where a comparison has no meaning: an operator that the variable does not know.
    Result<bool> evaluate(const MarkerEnvironment& environment) const;
    /// True if any one of the extras, or none, satisfies the marker; that is how an installer
    /// reads `Requires-Dist` for `project[extras]`.
    Result<bool> evaluate_with_extras(const MarkerEnvironment& environment,
                                      const std::set<std::string>& extras) const;
    /// True if the variable `extra` occurs: the requirement is an optional one.
    bool mentions_extra() const;
    /// The normalized text; equal markers have equal texts.
    std::string text() const;

    bool operator==(const Marker& other) const { return text() == other.text(); }

private:
    friend struct MarkerMaker;
    explicit Marker(std::shared_ptr<const MarkerNode> root) : root_(std::move(root)) {}
    std::shared_ptr<const MarkerNode> root_;
};

}  // namespace spoke::python
