#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalog/file_row.hpp"
#include "catalog/projects.hpp"
#include "python/project_name.hpp"
#include "repositories/backends.hpp"
#include "repositories/overlay.hpp"
#include "repositories/proxy.hpp"

namespace spoke::repositories {

/// A project as one repository shows it: the base of pages, files by name and lists.
struct ShownProject {
    catalog::ProjectStatus status = catalog::ProjectStatus::active;
    std::string status_reason;
    std::int64_t serial = 0;  ///< grows with every change of any member consulted
    std::vector<catalog::FileRow> rows;
    std::vector<Displaced> displaced;
    Freshness freshness = Freshness::fresh;
};

/// What a repository of any kind shows of a project.
struct ShownAnswer {
    std::optional<ShownProject> project;
    std::string blocked;              ///< why nothing may be shown, where a claim says so
    std::vector<base::Id> consulted;  ///< repositories that the answer depends on
    bool holds_for_a_time = false;    ///< an upstream was asked; it may say something else soon
};

/// Decides who owns a project and what is shown of it. In a group the first member that has the
/// project owns it; overlaid members belong to the member beneath. A name that is claimed is
/// supplied by its claimant alone. `unavailable` where a member that could own it can't be asked:
/// never a lower member's page (threats.md I5, index-conformance 192-196).
Result<ShownAnswer> show_project(const Backends& backends, const ProxyTable& proxies,
                                 const catalog::Repository& repository,
                                 const python::ProjectName& project);

}  // namespace spoke::repositories
