#include "repositories/directory.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace spoke::repositories {

Result<void> Directory::reload() {
    SPOKE_TRY(const auto reader, catalog_.read());
    SPOKE_TRY(auto rows, catalog::list_repositories(reader));
    auto table = std::make_shared<Table>();
    for (auto& row : rows) {
        const auto repository = std::make_shared<const catalog::Repository>(std::move(row));
        table->by_name.emplace(repository->name, repository);
        table->by_id.emplace(repository->id, repository);
    }
    *table_.lock() = std::move(table);
    return ok();
}

std::shared_ptr<const Directory::Table> Directory::table() {
    auto table = *table_.lock();
    return table ? table : std::make_shared<const Table>();
}

RepositoryPtr Directory::find(std::string_view name) {
    const auto all = table();
    const auto found = all->by_name.find(name);
    return found == all->by_name.end() ? nullptr : found->second;
}

RepositoryPtr Directory::find(const base::Id& id) {
    const auto all = table();
    const auto found = all->by_id.find(id);
    return found == all->by_id.end() ? nullptr : found->second;
}

std::vector<RepositoryPtr> Directory::groups_of(const base::Id& repository) {
    const auto all = table();
    std::set<base::Id> inside{repository};
    std::vector<RepositoryPtr> groups;
    for (bool is_growing = true; is_growing;) {
        is_growing = false;
        for (const auto& [id, candidate] : all->by_id) {
            const bool holds = std::ranges::any_of(candidate->members, [&](const auto& member) {
                return inside.contains(member.repository);
            });
            if (!holds || !inside.insert(id).second) continue;
            groups.push_back(candidate);
            is_growing = true;
        }
    }
    return groups;
}

}  // namespace spoke::repositories
