#pragma once

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "catalog/vocabulary.hpp"
#include "python/project_name.hpp"

namespace spoke::catalog {

/// Where a project's source was found at the first success; another place later is `source-moved`
/// and held for a person (threats.md F7).
struct ProjectSource {
    python::ProjectName project;
    SourceKind kind = SourceKind::sdist;
    std::string location{};  ///< a normalized URL; for sdists the upstream's name
    base::Id build{};        ///< that pinned it
    base::Moment pinned{};
};

Result<std::optional<ProjectSource>> find_project_source(const Reader& reader,
                                                         const python::ProjectName& project,
                                                         SourceKind kind);
/// The pin as it is now: made, or the same. `conflict` names both places where they differ.
Result<ProjectSource> pin_project_source(Transaction& transaction, const ProjectSource& source);
/// A person's act.
Result<void> repin_project_source(Transaction& transaction, const ProjectSource& source);

}  // namespace spoke::catalog
