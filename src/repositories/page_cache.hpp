#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "repositories/ready_page.hpp"

namespace spoke::repositories {

/// Ready pages by repository, project, representation and coding, bounded in bytes: the longest
/// unused go first. A page is handed out until the moment it holds for, or until it is dropped.
/// Thread-safe; a look-up takes one of several locks for a hash look-up.
class PageCache {
public:
    explicit PageCache(std::size_t max_bytes);

    struct Key {
        base::Id repository;
        std::string project;  ///< normalized; empty: the list
        simple::Representation representation = simple::Representation::json;
        Coding coding = Coding::identity;
    };

    ReadyPagePtr find(const base::Id& repository, std::string_view project,
                      simple::Representation representation, Coding coding, base::Moment now);
    /// `is_still_good` is asked under the lock that `drop` takes, so that a page that was made
    /// from old rows never comes in behind the drop.
    void insert(Key key, ReadyPagePtr page, std::optional<base::Moment> valid_until,
                const std::function<bool()>& is_still_good);
    /// All representations of one project; an empty project is the list.
    void drop(const base::Id& repository, std::string_view project);
    void drop_all();

    std::size_t bytes();
    std::size_t pages();

private:
    struct Entry {
        Key key;
        ReadyPagePtr page;
        std::optional<base::Moment> valid_until;
    };
    using Entries = std::list<Entry>;
    struct Shard {
        Entries used;  ///< latest first
        std::unordered_multimap<std::size_t, Entries::iterator> index;
        std::size_t bytes = 0;
    };
    static constexpr std::size_t k_shards = 16;

    static std::size_t hash_of(const base::Id& repository, std::string_view project);
    base::Guarded<Shard>& shard_of(std::size_t hash) { return shards_[hash % k_shards]; }
    static void remove(Shard& shard, Entries::iterator entry);

    std::size_t max_shard_bytes_;
    std::array<base::Guarded<Shard>, k_shards> shards_;
};

}  // namespace spoke::repositories
