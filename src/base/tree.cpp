#include "base/tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>

#include "base/encoding.hpp"

namespace spoke::base {
namespace {

std::string joined(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

EntryKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return EntryKind::file;
    if (S_ISDIR(mode)) return EntryKind::folder;
    if (S_ISLNK(mode)) return EntryKind::link;
    return EntryKind::other;
}

std::string read_link(int folder, const char* name) {
    std::array<char, PATH_MAX> target{};
    const auto length = ::readlinkat(folder, name, target.data(), target.size());
    return length < 0 ? std::string()
                      : std::string(target.data(), static_cast<std::size_t>(length));
}

Result<FileHandle> open_folder_at(int folder, const std::string& name) {
    FileHandle handle(
        ::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!handle.valid()) return fail(error_from_errno(errno, printable(name)));
    return handle;
}

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

class Walker {
public:
    Result<void> walk(FileHandle folder, const std::string& path, std::size_t depth);
    Tree::Listing take() { return std::move(listing_); }

private:
    Result<void> visit(int folder, const std::string& path, const char* name, std::size_t depth);
    Tree::Listing listing_;
};

Result<void> Walker::walk(FileHandle folder, const std::string& path, std::size_t depth) {
    if (depth > Tree::k_max_depth)
        return fail(ErrorCode::too_large, printable(path) + ": folders nested too deep");
    const int fd = folder.get();
    const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(fd));
    if (!stream) return fail(error_from_errno(errno, printable(path)));
    (void)folder.release();  // the stream owns the descriptor now
    // readdir is safe here: the stream is this call's own.
    while (const dirent* entry = ::readdir(stream.get())) {  // NOLINT(concurrency-mt-unsafe)
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") continue;
        SPOKE_TRY(visit(fd, joined(path, name), entry->d_name, depth));
    }
    return ok();
}

Result<void> Walker::visit(int folder, const std::string& path, const char* name,
                           std::size_t depth) {
    struct stat status{};
    if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        listing_.unreadable.push_back(error_from_errno(errno, printable(path)));
        return ok();
    }
    if (listing_.entries.size() >= Tree::k_max_entries)
        return fail(ErrorCode::too_large,
                    "more than " + std::to_string(Tree::k_max_entries) + " entries in the tree");
    TreeEntry entry{path,
                    kind_of(status.st_mode),
                    static_cast<std::uint64_t>(status.st_size),
                    status.st_mode & 07777U,
                    status.st_nlink,
                    status.st_mtime,
                    {}};
    if (entry.kind == EntryKind::link) entry.target = read_link(folder, name);
    const bool is_folder = entry.kind == EntryKind::folder;
    listing_.entries.push_back(std::move(entry));
    if (!is_folder) return ok();
    auto inner = open_folder_at(folder, name);
    if (!inner) {
        listing_.unreadable.push_back(fail_with_note(inner.error(), path).error());
        return ok();
    }
    return walk(*std::move(inner), path, depth + 1);
}

}  // namespace

Result<Tree> Tree::open(const std::filesystem::path& root) {
    FileHandle handle(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.valid()) return fail(error_from_errno(errno, root.string()));
    return Tree(std::move(handle));
}

Result<Tree::Listing> Tree::list() const {
    Walker walker;
    SPOKE_TRY(auto top, open_folder_at(root_.get(), "."));
    SPOKE_TRY(walker.walk(std::move(top), "", 0));
    Listing listing = walker.take();
    std::ranges::sort(listing.entries, {}, &TreeEntry::path);
    return listing;
}

Result<FileHandle> Tree::open_file(std::string_view path) const {
    SPOKE_TRY(const std::string normal, normal_path(path));
    FileHandle folder;
    int at = root_.get();
    std::string_view rest = normal;
    while (rest.contains('/')) {
        const auto slash = rest.find('/');
        SPOKE_TRY(folder, open_folder_at(at, std::string(rest.substr(0, slash))));
        at = folder.get();
        rest.remove_prefix(slash + 1);
    }
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    FileHandle file(
        ::openat(at, std::string(rest).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) return fail(error_from_errno(errno, printable(normal)));
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return fail(error_from_errno(errno, printable(normal)));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::invalid, printable(normal) + ": not a regular file");
    return file;
}

Result<std::string> Tree::read_file(std::string_view path, std::uint64_t limit) const {
    SPOKE_TRY(const auto file, open_file(path));
    auto text = read_all(file.get(), limit);
    if (!text) return fail_with_note(std::move(text).error(), "reading " + printable(path));
    return text;
}

Result<std::string> normal_path(std::string_view path) {
    if (path.empty() || path.starts_with('/') || path.contains('\0'))
        return fail(ErrorCode::invalid, "\"" + printable(path) + "\" is not a relative path");
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (part.empty() || part == ".") continue;
        if (part == "..") {
            if (parts.empty()) return fail(ErrorCode::invalid, "the path leaves its root");
            parts.pop_back();
        } else {
            parts.push_back(part);
        }
    }
    std::string out;
    for (const auto part : parts) out = joined(out, part);
    if (out.empty()) return fail(ErrorCode::invalid, "the path names its root");
    return out;
}

}  // namespace spoke::base
