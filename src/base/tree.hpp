#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"

namespace spoke::base {

enum class EntryKind { file, folder, link, other };

/// One entry of a foreign tree. `path` is relative to the root, with `/`.
struct TreeEntry {
    std::string path;
    EntryKind kind = EntryKind::other;
    std::uint64_t size = 0;
    unsigned mode = 0;          ///< permission bits
    std::uint64_t links = 1;    ///< hard links
    std::int64_t modified = 0;  ///< seconds since 1970
    std::string target;         ///< of a link, as written
};

/// A foreign tree, read without leaving it: every step opens one name beneath the folder before it
/// and follows no link, so that neither `..`, nor links, nor a race leads out. FIFOs and devices
/// are never opened.
class Tree {
public:
    static constexpr std::size_t k_max_entries = 2'000'000;
    static constexpr std::size_t k_max_depth = 200;

    static Result<Tree> open(const std::filesystem::path& root);

    /// Everything beneath, a folder before its content, sorted by path; links are not followed.
    /// What could not be read is named in `unreadable`.
    struct Listing {
        std::vector<TreeEntry> entries;
        std::vector<Error> unreadable;
    };
    Result<Listing> list() const;

    /// A regular file. A link on the way or at its end is `invalid`.
    Result<FileHandle> open_file(std::string_view path) const;
    Result<std::string> read_file(std::string_view path, std::uint64_t limit) const;

private:
    explicit Tree(FileHandle root) : root_(std::move(root)) {}
    FileHandle root_;
};

/// `a/./b/../c` → `a/c`. `invalid` for an absolute path and for one that leaves its root.
Result<std::string> normal_path(std::string_view path);

}  // namespace spoke::base
