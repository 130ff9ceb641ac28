#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "python/project_name.hpp"

namespace spoke::catalog {

/// PEP 792 status markers.
enum class ProjectStatus { active, archived, quarantined, deprecated };
std::string_view to_string(ProjectStatus status);

/// A project as one repository holds it.
struct Project {
    base::Id repository{};
    python::ProjectName name;  ///< `written()` is the spelling to show
    std::uint64_t serial = 0;  ///< the repository's, when the project last changed
    ProjectStatus status = ProjectStatus::active;
    std::string status_reason{};
    base::Moment first_seen{};

    // A proxy's: what is known of the upstream's page.
    std::string upstream_etag{};
    std::optional<base::Moment> upstream_checked{};  ///< last good answer
    std::optional<std::uint64_t> upstream_serial{};
};

Result<std::optional<Project>> find_project(const Reader& reader, const base::Id& repository,
                                            const python::ProjectName& name);
/// By normalized name.
Result<std::vector<Project>> list_projects(const Reader& reader, const base::Id& repository);

/// Makes the project or takes over what the struct says; bumps the repository's serial if anything
/// that a page shows changed, and returns the project with its serial.
Result<Project> put_project(Transaction& transaction, const Project& project);
/// Makes the project where there is none, and gives it the repository's new serial, which is
/// returned: every change of a file calls it.
Result<std::uint64_t> touch_project(Transaction& transaction, const base::Id& repository,
                                    const python::ProjectName& name);
/// Facts of the upstream's page alone: no serial moves.
Result<void> record_upstream_check(Transaction& transaction, const Project& project);

}  // namespace spoke::catalog
