#include "repositories/page_cache.hpp"

#include <algorithm>
#include <utility>

namespace spoke::repositories {

namespace {

/// Of an entry beyond its bytes: list and index nodes, key, facts.
constexpr std::size_t k_overhead = 512;

std::size_t size_of(const ReadyPage& page) {
    return page.bytes.size() + k_overhead;
}

}  // namespace

PageCache::PageCache(std::size_t max_bytes) : max_shard_bytes_(max_bytes / k_shards) {}

std::size_t PageCache::hash_of(const base::Id& repository, std::string_view project) {
    const std::hash<std::string_view> hash;
    return hash(repository.text()) * 31 + hash(project);
}

void PageCache::remove(Shard& shard, Entries::iterator entry) {
    const auto [first, last] =
        shard.index.equal_range(hash_of(entry->key.repository, entry->key.project));
    const auto found =
        std::find_if(first, last, [&](const auto& item) { return item.second == entry; });
    if (found != last) shard.index.erase(found);
    shard.bytes -= size_of(*entry->page);
    shard.used.erase(entry);
}

ReadyPagePtr PageCache::find(const base::Id& repository, std::string_view project,
                             simple::Representation representation, Coding coding,
                             base::Moment now) {
    const auto hash = hash_of(repository, project);
    auto shard = shard_of(hash).lock();
    const auto [first, last] = shard->index.equal_range(hash);
    for (auto item = first; item != last; ++item) {
        const auto entry = item->second;
        if (entry->key.representation != representation || entry->key.coding != coding ||
            entry->key.repository != repository || entry->key.project != project)
            continue;
        if (entry->valid_until && *entry->valid_until <= now) {
            remove(*shard, entry);
            return nullptr;
        }
        shard->used.splice(shard->used.begin(), shard->used, entry);
        return entry->page;
    }
    return nullptr;
}

void PageCache::insert(Key key, ReadyPagePtr page, std::optional<base::Moment> valid_until,
                       const std::function<bool()>& is_still_good) {
    const auto hash = hash_of(key.repository, key.project);
    auto shard = shard_of(hash).lock();
    if (size_of(*page) > max_shard_bytes_ || !is_still_good()) return;
    const auto [first, last] = shard->index.equal_range(hash);
    for (auto item = first; item != last; ++item) {
        const auto& other = item->second->key;
        if (other.repository != key.repository || other.project != key.project ||
            other.representation != key.representation || other.coding != key.coding)
            continue;
        remove(*shard, item->second);
        break;
    }
    shard->bytes += size_of(*page);
    shard->used.push_front(Entry{std::move(key), std::move(page), valid_until});
    shard->index.emplace(hash, shard->used.begin());
    while (shard->bytes > max_shard_bytes_) remove(*shard, std::prev(shard->used.end()));
}

void PageCache::drop(const base::Id& repository, std::string_view project) {
    const auto hash = hash_of(repository, project);
    auto shard = shard_of(hash).lock();
    while (true) {
        const auto [first, last] = shard->index.equal_range(hash);
        const auto found = std::find_if(first, last, [&](const auto& item) {
            return item.second->key.repository == repository && item.second->key.project == project;
        });
        if (found == last) return;
        remove(*shard, found->second);
    }
}

void PageCache::drop_all() {
    for (auto& guarded : shards_) {
        auto shard = guarded.lock();
        shard->index.clear();
        shard->used.clear();
        shard->bytes = 0;
    }
}

std::size_t PageCache::bytes() {
    std::size_t total = 0;
    for (auto& guarded : shards_) total += guarded.lock()->bytes;
    return total;
}

std::size_t PageCache::pages() {
    std::size_t total = 0;
    for (auto& guarded : shards_) total += guarded.lock()->used.size();
    return total;
}

}  // namespace spoke::repositories
