#include "blobs/folder_blob_store.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "blobs/folder_state.hpp"

namespace spoke::blobs {
namespace {

using Digest = crypto::Sha256Digest;

Error no_such_blob(const Digest& digest) {
    return Error{ErrorCode::not_found, "there is no blob " + digest.hex(), {}};
}

Result<std::vector<std::string>> list_names(const std::filesystem::path& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), &::closedir);
    if (!open) return fail(error_from_errno(errno, "could not list " + folder.string()));
    std::vector<std::string> names;
    // Each call has a stream of its own.
    while (const auto* entry = ::readdir(open.get())) {  // NOLINT(concurrency-mt-unsafe)
        std::string name = entry->d_name;
        if (name != "." && name != "..") names.push_back(std::move(name));
    }
    return names;
}

struct Age {
    bool regular = false;
    std::uint64_t size = 0;
    base::Moment modified{};
};

std::optional<Age> look_at(const std::filesystem::path& path) {
    struct stat facts{};
    if (::lstat(path.c_str(), &facts) != 0) return std::nullopt;
    const auto seconds = std::chrono::seconds(facts.st_mtim.tv_sec);
    const auto rest = std::chrono::nanoseconds(facts.st_mtim.tv_nsec);
    return Age{.regular = S_ISREG(facts.st_mode),
               .size = static_cast<std::uint64_t>(facts.st_size),
               .modified = base::Moment(
                   seconds + std::chrono::duration_cast<std::chrono::microseconds>(rest))};
}

/// What crashed writers left.
Result<std::size_t> remove_temporary_files(FolderBlobStore::State& state, base::Moment before) {
    std::size_t removed = 0;
    const auto folder = state.layout.temporary();
    SPOKE_TRY(const auto names, list_names(folder));
    for (const auto& name : names) {
        const auto path = folder / name;
        auto living = state.living.lock();
        if (living->contains(path.string())) continue;
        const auto age = look_at(path);
        if (age && age->regular && age->modified < before && ::unlink(path.c_str()) == 0) ++removed;
    }
    return removed;
}

}  // namespace

FolderBlobStore::FolderBlobStore(std::shared_ptr<State> state) : state_(std::move(state)) {}

FolderBlobStore::~FolderBlobStore() = default;

Result<std::unique_ptr<FolderBlobStore>> FolderBlobStore::open(
    const std::filesystem::path& folder) {
    return open(folder, Settings{});
}

Result<std::unique_ptr<FolderBlobStore>> FolderBlobStore::open(const std::filesystem::path& folder,
                                                               Settings settings) {
    auto state = std::make_shared<State>();
    state->layout.root = std::filesystem::absolute(folder);
    state->settings = std::move(settings);
    SPOKE_TRY(make_folders(state->layout));
    return std::make_unique<FolderBlobStore>(std::move(state));
}

Result<std::unique_ptr<BlobWriter>> FolderBlobStore::writer() {
    return make_folder_writer(state_);
}

Result<OpenBlob> FolderBlobStore::open(const Digest& digest) {
    auto file = base::open_regular_file(path_of(digest));
    if (!file) {
        auto error = std::move(file).error();
        if (error.code == ErrorCode::not_found) return fail(no_such_blob(digest));
        if (error.code == ErrorCode::invalid) error.code = ErrorCode::corrupt;
        return fail(std::move(error));
    }
    struct stat facts{};
    if (::fstat(file->get(), &facts) != 0)
        return fail(error_from_errno(errno, "could not look at blob " + digest.hex()));
    return OpenBlob{.file = std::move(*file), .size = static_cast<std::uint64_t>(facts.st_size)};
}

Result<bool> FolderBlobStore::contains(const Digest& digest) {
    const auto age = look_at(path_of(digest));
    if (!age && errno != ENOENT && errno != ENOTDIR)
        return fail(error_from_errno(errno, "could not look for blob " + digest.hex()));
    return age.has_value();
}

Result<void> FolderBlobStore::check(const Digest& digest) {
    SPOKE_TRY(const auto blob, open(digest));
    SPOKE_TRY(const auto digests, crypto::hash_file(blob.file.get()));
    if (digests.sha256 != digest)
        return fail(ErrorCode::corrupt, "the bytes of blob " + digest.hex() +
                                            " have changed: restore it from a backup");
    return ok();
}

Result<BlobStore::Collected> FolderBlobStore::collect(
    base::Moment before, const std::function<Result<bool>(const Digest&)>& is_named) {
    Collected collected;
    SPOKE_TRY(collected.temporary_files, remove_temporary_files(*state_, before));
    SPOKE_TRY(const auto shelves, list_names(state_->layout.root));
    for (const auto& shelf : shelves) {
        if (shelf.size() != 2) continue;
        SPOKE_TRY(const auto names, list_names(state_->layout.root / shelf));
        for (const auto& name : names) {
            const auto digest = FolderLayout::digest_of(shelf, name);
            const auto path = state_->layout.root / shelf / name;
            if (!digest) continue;
            // Age, pin and the question are one step for those who commit the same bytes.
            const auto locked = state_->pins->lock();
            const auto age = look_at(path);
            if (!age || age->modified >= before || state_->pins->pinned(*digest)) continue;
            SPOKE_TRY(const bool named, is_named(*digest));
            if (named) continue;
            if (::unlink(path.c_str()) != 0)
                return fail(error_from_errno(errno, "could not remove " + path.string()));
            collected.removed.push_back(*digest);
            collected.bytes += age->size;
        }
    }
    return collected;
}

std::filesystem::path FolderBlobStore::path_of(const Digest& digest) const {
    return state_->layout.blob(digest);
}

}  // namespace spoke::blobs
