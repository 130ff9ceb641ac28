#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "catalog/repositories.hpp"

namespace spoke::repositories {

/// A group's member, in the group's order.
struct Member {
    base::Id repository;
    /// Set: this member's files are merged file by file over that member's (the opt-in overlay).
    base::Id overlay_on;
};

/// A repository with what requests need of it.
struct RepositoryInfo {
    catalog::Repository row;
    std::vector<Member> members;  ///< of a group
};

using RepositoryInfoPtr = std::shared_ptr<const RepositoryInfo>;

/// The repositories of a catalog in memory. Reading takes a lock for a pointer's copy and touches
/// no database; `reload` is called after a change of repositories or members.
class Directory {
public:
    explicit Directory(catalog::Catalog& catalog) : catalog_(catalog) {}

    Result<void> reload();
    RepositoryInfoPtr find(std::string_view name);
    RepositoryInfoPtr find(const base::Id& id);
    std::vector<RepositoryInfoPtr> all();
    /// The groups that have the repository as a member.
    std::vector<RepositoryInfoPtr> groups_of(const base::Id& repository);

private:
    struct Table {
        std::map<std::string, RepositoryInfoPtr, std::less<>> by_name;
        std::map<base::Id, RepositoryInfoPtr> by_id;
    };
    std::shared_ptr<const Table> table();

    catalog::Catalog& catalog_;
    base::Guarded<std::shared_ptr<const Table>> table_;
};

}  // namespace spoke::repositories
