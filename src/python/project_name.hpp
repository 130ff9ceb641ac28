#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::python {

/// PEP 503: ASCII lower-case, each run of `-`, `_`, `.` one `-`. For text that is known to be a
/// project's name or extra already; other bytes pass unchanged.
std::string normalize_name(std::string_view text);
/// True for a name that ProjectName::parse accepts.
bool is_valid_name(std::string_view text);

/// A project's name (also an extra's): ASCII letters, digits, `.`, `_`, `-`, alphanumeric at both
/// ends of the whole text, at most k_max_name_bytes. Non-ASCII look-alikes are refused, not
/// folded. Equality and order are those of the normalized form; the spelling is for display.
class ProjectName {
public:
    static constexpr std::size_t k_max_name_bytes = 512;

    static Result<ProjectName> parse(std::string_view text);

    const std::string& normalized() const { return normalized_; }
    const std::string& written() const { return written_; }
    /// The normalized form with `_` for `-`: the first part of file names that we write
    /// (binary distribution format, "Escaping and Unicode").
    std::string file_part() const;

    bool operator==(const ProjectName& other) const { return normalized_ == other.normalized_; }
    std::strong_ordering operator<=>(const ProjectName& other) const {
        return normalized_ <=> other.normalized_;
    }

private:
    ProjectName(std::string normalized, std::string written)
        : normalized_(std::move(normalized)), written_(std::move(written)) {}
    std::string normalized_;
    std::string written_;
};

}  // namespace spoke::python
