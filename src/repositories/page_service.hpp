#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "catalog/grant.hpp"
#include "python/project_name.hpp"
#include "repositories/directory.hpp"
#include "repositories/ready_page.hpp"
#include "simple/negotiate.hpp"

namespace spoke::repositories {

class Sources;
class PageCache;

struct PageSettings {
    std::size_t cache_bytes = 256U << 20U;
    /// How long a page that shows an upstream's files is used before the upstream is asked again.
    std::chrono::seconds upstream_page_lifetime{5};
    Visibility visibility = Visibility::credentialed;
};

/// Which page of which representation.
struct PageRequest {
    simple::Representation representation = simple::Representation::json;
    Coding coding = Coding::identity;
};

enum class PageOutcome {
    page,
    unknown_project,  ///< surely not there: 404. In a factory repository a request may be made
    blocked,          ///< the name is claimed or all is denied: 403 with `reason`
};

struct PageAnswer {
    PageOutcome outcome = PageOutcome::unknown_project;
    ReadyPagePtr page;
    std::string reason;
};

/// The simple pages of all repositories, ready to be sent. The grant says that the caller may read
/// the repository (access asked for every member of a group before it made the grant); what the
/// page shows depends on the repository alone.
class PageService {
public:
    PageService(Sources& sources, PageHeadMaker head_maker, PageSettings settings);
    ~PageService();

    /// From memory, or null when it must be made. Never blocks on disk, database or network; for
    /// the HTTP threads. `project` is normalized.
    ReadyPagePtr find_ready(const catalog::Grant& grant, std::string_view project,
                            PageRequest request);
    ReadyPagePtr find_ready_list(const catalog::Grant& grant, PageRequest request);

    /// Blocking: for the db pool. `unavailable` when a member that could own the project can't be
    /// asked (fail closed; 503).
    Result<PageAnswer> make_ready(const catalog::Grant& grant, const python::ProjectName& project,
                                  PageRequest request);
    Result<PageAnswer> make_ready_list(const catalog::Grant& grant, PageRequest request);

private:
    Sources& sources_;
    PageHeadMaker head_maker_;
    PageSettings settings_;
    std::unique_ptr<PageCache> cache_;
};

}  // namespace spoke::repositories
