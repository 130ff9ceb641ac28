#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "catalog/grant.hpp"
#include "python/project_name.hpp"
#include "repositories/backends.hpp"
#include "repositories/overlay.hpp"
#include "repositories/proxy.hpp"
#include "repositories/ready_page.hpp"
#include "simple/negotiate.hpp"

namespace spoke::repositories {

class PageCache;

struct PageSettings {
    std::size_t cache_bytes = 256U << 20U;
    /// How long a page that shows an upstream's files is used before it is made again.
    std::chrono::milliseconds upstream_page_lifetime{5000};
};

/// Which page of a repository, and as what. An empty project is the project list.
struct PageKey {
    std::string_view project;  ///< normalized
    simple::Representation representation = simple::Representation::json;
    Coding coding = Coding::identity;
};

enum class PageOutcome {
    page,
    unknown_project,  ///< surely not there: 404. In a factory's repository a request may be made
    blocked,          ///< a hosted repository elsewhere claims the name: 403 with `reason`
};

struct PageAnswer {
    PageOutcome outcome = PageOutcome::unknown_project;
    ReadyPagePtr page;
    std::string reason;
};

/// The simple pages of all repositories, ready to be sent. What a page shows depends on the
/// repository alone; the grant says that the caller may see it.
class PageService {
public:
    PageService(Backends backends, ProxyTable& proxies, PageHeadMaker head_maker,
                PageSettings settings = {});
    ~PageService();

    /// From memory, or null when it must be made. Never waits for disk, database or network: for
    /// the HTTP threads.
    ReadyPagePtr find_ready(const catalog::Grant& grant, const PageKey& key);

    /// Blocking: for the db pool. `unavailable` when a member that could own the project can't be
    /// asked (fail closed; 503). `not_found` where the grant does not reach the project.
    Result<PageAnswer> make_ready(const catalog::Grant& grant, const python::ProjectName& project,
                                  simple::Representation representation, Coding coding);
    Result<PageAnswer> make_ready_list(const catalog::Grant& grant,
                                       simple::Representation representation, Coding coding);

private:
    struct Made;
    void limit_validity(Made& made, base::Moment now) const;
    ReadyPagePtr finish(const catalog::Repository& repository, const PageKey& key, Made made);
    void tell_displaced(const catalog::Repository& repository,
                        const std::vector<Displaced>& displaced);

    Backends backends_;
    ProxyTable& proxies_;
    PageHeadMaker head_maker_;
    PageSettings settings_;
    std::shared_ptr<PageCache> cache_;
    base::Guarded<std::set<std::string>> told_;
};

}  // namespace spoke::repositories
