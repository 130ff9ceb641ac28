#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "catalog/repositories.hpp"

namespace spoke::repositories {

using RepositoryPtr = std::shared_ptr<const catalog::Repository>;

/// The repositories of a catalog in memory, with groups' members. Looking one up takes a lock for
/// a pointer's copy and touches no database; `reload` (blocking) is called at start and after a
/// change of repositories or members. Their serials and epochs here are those of the reload.
class Directory {
public:
    explicit Directory(catalog::Catalog& catalog) : catalog_(catalog) {}

    Result<void> reload();
    /// Null where there is none.
    RepositoryPtr find(std::string_view name);
    RepositoryPtr find(const base::Id& id);
    /// The groups that show the repository, through other groups too.
    std::vector<RepositoryPtr> groups_of(const base::Id& repository);

private:
    struct Table {
        std::map<std::string, RepositoryPtr, std::less<>> by_name;
        std::map<base::Id, RepositoryPtr> by_id;
    };
    std::shared_ptr<const Table> table();

    catalog::Catalog& catalog_;
    base::Guarded<std::shared_ptr<const Table>> table_;
};

}  // namespace spoke::repositories
