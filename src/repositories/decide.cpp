#include "repositories/decide.hpp"

namespace spoke::repositories {

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::allow:
            return "allow";
        case Outcome::hold:
            return "hold";
        case Outcome::deny:
            break;
    }
    return "deny";
}

Decision decide(const catalog::FileRow& row, const Standing& standing, base::Moment now) {
    if (!standing.claimant.empty() && standing.claimant != row.repository)
        return Decision{Outcome::deny,
                        "the name " + row.project.normalized() +
                            " is held by a hosted repository; only its own files are served",
                        std::nullopt};
    if (standing.status == catalog::ProjectStatus::quarantined)
        return Decision{Outcome::deny, row.project.normalized() + " is quarantined", std::nullopt};
    if (!row.hold) return Decision{};
    if (!row.hold->until) return Decision{Outcome::deny, row.hold->reason, std::nullopt};
    if (*row.hold->until <= now) return Decision{};
    return Decision{
        Outcome::hold,
        "held until " + base::format_rfc3339(*row.hold->until) + ": " + row.hold->reason,
        row.hold->until};
}

}  // namespace spoke::repositories
