#pragma once

#include <string>
#include <vector>

namespace spoke {

/// How much a finding weighs: an `error` makes the thing unusable for its purpose, a `warning` is a
/// broken rule that can be lived with, a `note` is worth knowing.
enum class Severity { note, warning, error };

/// One judgement about a foreign thing. A finding is not an Error: the judge did its work.
struct Finding {
    Severity severity = Severity::warning;
    std::string code;   ///< stable, lower-case with underscores, for machines
    std::string where;  ///< the member, field or line
    std::string text;   ///< what is wrong
    std::string hint;   ///< what to do about it; may be empty

    bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

inline bool has_errors(const Findings& findings) {
    for (const auto& finding : findings)
        if (finding.severity == Severity::error) return true;
    return false;
}

}  // namespace spoke
