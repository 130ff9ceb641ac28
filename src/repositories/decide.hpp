#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/file_row.hpp"
#include "catalog/projects.hpp"

namespace spoke::repositories {

enum class Outcome {
    allow,
    hold,  ///< refused until a time
    deny,
};
std::string_view to_string(Outcome outcome);

/// What may be done with a file, and until when that holds.
struct Decision {
    Outcome outcome = Outcome::allow;
    std::string reason;                       ///< of hold and deny: one line for people
    std::optional<base::Moment> valid_until;  ///< nothing: until the row or the rules change

    bool allowed() const { return outcome == Outcome::allow; }
    bool operator==(const Decision&) const = default;
};

/// What decides besides the row itself.
struct Standing {
    base::Id claimant{};  ///< the hosted repository that holds the project's name; empty: none
    /// PEP 792: of the project in the row's own repository.
    catalog::ProjectStatus status = catalog::ProjectStatus::active;
};

/// The one decision that page, file, sidecar, HEAD, Range, provenance and JSON share (design.md,
/// threats.md I6). It depends on the repository's rules, never on the caller. A file that is not
/// allowed stands on the page as yanked with the reason, and its bytes answer 403.
///
/// A name that a hosted repository claims ends every other repository's files of it, identity URLs
/// too (threats.md I4). A quarantined project offers no file by any path.
Decision decide(const catalog::FileRow& row, const Standing& standing, base::Moment now);

}  // namespace spoke::repositories
