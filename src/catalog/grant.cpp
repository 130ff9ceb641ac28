#include "catalog/grant.hpp"

#include <algorithm>

namespace spoke::catalog {

bool Grant::may_read_from(const base::Id& repository) const {
    return std::ranges::find(readable_, repository) != readable_.end();
}

bool Grant::covers_project(const python::ProjectName& project) const {
    if (project_ && *project_ != project) return false;
    return only_projects_.empty() ||
           std::ranges::binary_search(only_projects_, project.normalized());
}

}  // namespace spoke::catalog
