#pragma once

#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "catalog/repositories.hpp"
#include "repositories/backends.hpp"
#include "repositories/proxy.hpp"
#include "simple/page.hpp"

namespace spoke::repositories {

struct ShownList {
    simple::ProjectList list;  ///< by normalized name
    std::vector<base::Id> consulted;
    bool holds_for_a_time = false;  ///< an upstream was asked
};

/// The projects that a repository shows, without quarantined ones. A group's is the union of its
/// members; it works while an upstream has no list or can't be asked (index-conformance 200): then
/// the projects that were seen before stand in for it.
Result<ShownList> list_shown_projects(const Backends& backends, const ProxyTable& proxies,
                                      const catalog::Repository& repository);

}  // namespace spoke::repositories
