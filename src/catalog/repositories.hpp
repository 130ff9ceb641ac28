#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "catalog/catalog.hpp"
#include "catalog/vocabulary.hpp"

namespace spoke::catalog {

/// A group's member in its order. With `overlay_on`, its files are merged file by file over those
/// of that other member.
struct Member {
    base::Id repository{};
    std::string name{};     ///< of the repository; read only
    base::Id overlay_on{};  ///< another member; empty: none
    bool operator==(const Member&) const = default;
};

struct Repository {
    base::Id id{};
    std::string name{};  ///< the first path segment
    RepositoryKind kind = RepositoryKind::hosted;
    std::string trust_domain = "default";
    Visibility visibility = Visibility::is_private;
    /// Moves with every change of who may read it; cached rights carry it (threats.md I10).
    std::uint64_t epoch = 1;
    /// Moves with every change of what its pages say.
    std::uint64_t serial = 1;
    std::string writer{};    ///< "factory" where only the factory writes; else empty
    std::string upstream{};  ///< a proxy's: where it is; empty elsewhere
    std::vector<Member> members{};
    base::Moment created{};
};

struct NewRepository {
    std::string name{};
    RepositoryKind kind = RepositoryKind::hosted;
    std::string trust_domain = "default";
    Visibility visibility = Visibility::is_private;
    std::string writer{};
    std::string upstream{};
};

/// `conflict` if the name is taken, `invalid` if it can't be one (letters, digits, `-`, `.`; not a
/// reserved first segment of client-dialects.md §2.3).
Result<Repository> create_repository(Transaction& transaction, const NewRepository& repository);
Result<std::optional<Repository>> find_repository(const Reader& reader, std::string_view name);
Result<std::optional<Repository>> find_repository(const Reader& reader, const base::Id& id);
/// In the order of their making.
Result<std::vector<Repository>> list_repositories(const Reader& reader);

/// Replaces the members. Bumps epoch and serial.
Result<void> set_members(Transaction& transaction, const base::Id& group,
                         const std::vector<Member>& members);
/// Bumps the epoch of it and of the groups that hold it.
Result<void> set_visibility(Transaction& transaction, const base::Id& repository,
                            Visibility visibility);
/// Bumps the serial.
Result<void> set_upstream(Transaction& transaction, const base::Id& repository,
                          std::string_view upstream);

/// The new serial. Every write that a page shows calls it (put_files and the like do so
/// themselves). With a project (normalized), caches elsewhere drop only that project's page.
Result<std::uint64_t> bump_serial(Transaction& transaction, const base::Id& repository,
                                  std::string_view project = {});
Result<std::uint64_t> bump_epoch(Transaction& transaction, const base::Id& repository);

}  // namespace spoke::catalog
