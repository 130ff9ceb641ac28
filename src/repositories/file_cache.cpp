#include "repositories/file_cache.hpp"

#include <algorithm>
#include <utility>

namespace spoke::repositories {

FileCache::FileCache(std::size_t max_rows, std::size_t max_open)
    : max_rows_(max_rows), max_open_(max_open) {}

/// The two shapes of a digest never meet in one key.
std::string FileCache::key_of(const base::Id& repository, const FileIdentity& identity) {
    std::string key = repository.text();
    key += identity.digest.index() == 0 ? 'b' : 's';
    std::visit([&](const auto& digest) { key += digest.bytes(); }, identity.digest);
    key += identity.file_name;
    return key;
}

void FileCache::Rows::remove(std::list<Row>::iterator row) {
    const auto [first, last] = by_project.equal_range(row->file.row->project.normalized());
    const auto found =
        std::find_if(first, last, [&](const auto& item) { return item.second == row; });
    if (found != last) by_project.erase(found);
    by_key.erase(row->key);
    used.erase(row);
}

std::optional<KnownFile> FileCache::find(const base::Id& repository, const FileIdentity& identity) {
    const auto key = key_of(repository, identity);
    auto rows = rows_.lock();
    const auto found = rows->by_key.find(key);
    if (found == rows->by_key.end()) return std::nullopt;
    rows->used.splice(rows->used.begin(), rows->used, found->second);
    return found->second->file;
}

void FileCache::insert(const base::Id& repository, const FileIdentity& identity, KnownFile file,
                       const std::function<bool()>& is_still_good) {
    auto key = key_of(repository, identity);
    auto rows = rows_.lock();
    if (!is_still_good()) return;
    if (const auto old = rows->by_key.find(key); old != rows->by_key.end())
        rows->remove(old->second);
    const auto project = file.row->project.normalized();
    rows->used.push_front(Row{std::move(key), std::move(file)});
    const auto row = rows->used.begin();
    rows->by_key.emplace(row->key, row);
    rows->by_project.emplace(project, row);
    if (rows->used.size() > max_rows_) rows->remove(std::prev(rows->used.end()));
}

void FileCache::drop(std::string_view project) {
    auto rows = rows_.lock();
    const std::string name(project);
    for (auto found = rows->by_project.find(name); found != rows->by_project.end();
         found = rows->by_project.find(name))
        rows->remove(found->second);
}

void FileCache::drop_all() {
    auto rows = rows_.lock();
    rows->by_project.clear();
    rows->by_key.clear();
    rows->used.clear();
}

OpenedFilePtr FileCache::find_open(const crypto::Sha256Digest& digest) {
    auto open = open_.lock();
    const auto found = open->by_digest.find(std::string(digest.bytes()));
    if (found == open->by_digest.end()) return nullptr;
    open->used.splice(open->used.begin(), open->used, found->second);
    return found->second->second;
}

void FileCache::insert_open(const crypto::Sha256Digest& digest, OpenedFilePtr file) {
    auto open = open_.lock();
    std::string key(digest.bytes());
    if (open->by_digest.contains(key)) return;
    open->used.emplace_front(key, std::move(file));
    open->by_digest.emplace(std::move(key), open->used.begin());
    if (open->used.size() <= max_open_) return;
    open->by_digest.erase(open->used.back().first);
    open->used.pop_back();
}

}  // namespace spoke::repositories
