#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/id.hpp"
#include "catalog/file_row.hpp"
#include "crypto/digest.hpp"
#include "repositories/decide.hpp"
#include "repositories/file_service.hpp"

namespace spoke::repositories {

/// A row as it was found under an identity, with what decides about it beside itself.
struct KnownFile {
    std::shared_ptr<const catalog::FileRow> row;
    Standing standing;
};

/// Rows by the repository and identity that they were asked under, and open files by digest; both
/// bounded in number, the longest unused go first. Holds no rights: whoever takes a row out makes
/// a RowHandle of it under his own grant. Thread-safe.
class FileCache {
public:
    FileCache(std::size_t max_rows, std::size_t max_open);

    std::optional<KnownFile> find(const base::Id& repository, const FileIdentity& identity);
    /// As PageCache::insert.
    void insert(const base::Id& repository, const FileIdentity& identity, KnownFile file,
                const std::function<bool()>& is_still_good);
    /// All rows of the project, whichever repository they were asked under.
    void drop(std::string_view project);
    void drop_all();

    OpenedFilePtr find_open(const crypto::Sha256Digest& digest);
    void insert_open(const crypto::Sha256Digest& digest, OpenedFilePtr file);

private:
    struct Row {
        std::string key;
        KnownFile file;
    };
    struct Rows {
        std::list<Row> used;
        std::unordered_map<std::string_view, std::list<Row>::iterator> by_key;
        std::unordered_multimap<std::string, std::list<Row>::iterator> by_project;
        void remove(std::list<Row>::iterator row);
    };
    struct Open {
        std::list<std::pair<std::string, OpenedFilePtr>> used;
        std::unordered_map<std::string, std::list<std::pair<std::string, OpenedFilePtr>>::iterator>
            by_digest;
    };

    static std::string key_of(const base::Id& repository, const FileIdentity& identity);

    std::size_t max_rows_;
    std::size_t max_open_;
    base::Guarded<Rows> rows_;
    base::Guarded<Open> open_;
};

}  // namespace spoke::repositories
