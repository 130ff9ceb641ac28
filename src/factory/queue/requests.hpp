#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalog/builds.hpp"
#include "catalog/catalog.hpp"
#include "catalog/requests.hpp"
#include "factory/settings.hpp"
#include "python/project_name.hpp"
#include "python/specifier.hpp"
#include "repositories/proxy.hpp"

namespace spoke::factory {

/// What somebody wants built: one release.
struct RequestOrder {
    python::ProjectName project;
    python::SpecifierSet versions;  ///< empty: the newest
    std::string written;            ///< as asked
    catalog::RequestReason reason = catalog::RequestReason::person;
};

/// `flask` or `flask==2.0.0`; `invalid` says what else it holds (extras, markers, a URL, another
/// operator).
Result<RequestOrder> parse_request(std::string_view text, catalog::RequestReason reason);

/// The way into the queue. Calls block on database and upstream: for the db pool. Thread-safe.
/// Keeps references to its arguments.
class Requests {
public:
    Requests(catalog::Catalog& catalog, repositories::Proxy& upstream, const Settings& settings);

    /// The build of the highest upstream version that fits: a published one, the one under way, or
    /// a new one. `not_found` where upstream has no such release, `denied` for a name that a hosted
    /// repository holds (it is not asked upstream), `exhausted` over the principal's quota.
    Result<catalog::Build> request(const catalog::Cause& cause, const RequestOrder& order);

    /// A miss by nobody in particular: recorded, never built (threats.md F12).
    Result<void> note_anonymous_miss(const catalog::Cause& cause,
                                     const python::ProjectName& project);

private:
    Result<void> check_allowed(const catalog::Cause& cause, const RequestOrder& order,
                               const base::Id& target);
    Result<std::string> choose_version(const RequestOrder& order);

    catalog::Catalog& catalog_;
    repositories::Proxy& upstream_;
    const Settings& settings_;
};

/// The highest version among the files that fits and has an sdist; nothing where none does. Yanked
/// files only where a version is asked for exactly (PEP 592), pre-releases only where nothing else
/// fits (PEP 440).
std::optional<std::string> highest_with_sdist(const std::vector<catalog::FileRow>& files,
                                              const python::SpecifierSet& versions);

}  // namespace spoke::factory
