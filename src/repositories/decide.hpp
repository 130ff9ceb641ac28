#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "catalog/file_row.hpp"
#include "catalog/repositories.hpp"

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
};

/// The one decision that page, file, sidecar, HEAD, Range, provenance and JSON share (design.md,
/// threats.md I6). It depends on the repository, never on the caller. A file that is not allowed
/// stands on the page as yanked with the reason, and its bytes answer 403.
Decision decide(const catalog::FileRow& row, const catalog::Repository& repository,
                base::Moment now);

}  // namespace spoke::repositories
