#pragma once

#include <optional>
#include <string>
#include <vector>

#include "factory/build/job.hpp"
#include "factory/check/report.hpp"
#include "factory/staged.hpp"
#include "python/requirement.hpp"

namespace spoke::factory {

/// Whether `[egg_info]` of setup.cfg may add to the version (`tag_build`, `tag_date`).
enum class VersionTags { kept, blanked };

/// One way to try a build: the cures of factory-reference.md §1.7 in order of cost. Each attempt
/// starts anew from the source's digest.
struct Rung {
    std::string name = "plain";
    std::vector<python::Requirement> added;  ///< pins and cures, besides what the project names
    VersionTags tags = VersionTags::kept;
    BuildPath path = BuildPath::direct;
};

/// What an attempt came to.
struct AttemptFacts {
    Rung rung;
    std::optional<Stop> stop;  ///< it ended without a wheel
    bool publishable = false;
    Equivalence level = Equivalence::none;
    std::string failure_class;  ///< of the first failed check
};

/// The rung to begin with: the backend that made upstream's wheel, where it is known and can be
/// had.
Rung first_rung(const std::optional<python::Requirement>& pin);

/// The next one to try, or nothing: one that publishes and equals upstream in all that counts ends
/// the climb, and so does the last rung. A ready-made binary, code that no source holds, a broken
/// limit or a trouble of our own is never cured by another try (threats.md F1, F2).
std::optional<Rung> next_rung(const std::vector<AttemptFacts>& attempts);

}  // namespace spoke::factory
