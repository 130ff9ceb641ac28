#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "blobs/folder_state.hpp"

namespace spoke::blobs {
namespace {

/// Blobs are handed out by sendfile and never written again.
constexpr mode_t k_blob_mode = 0400;

/// A temporary file that is gone unless it was renamed.
class TemporaryFile {
public:
    using StatePtr = std::shared_ptr<FolderBlobStore::State>;

    TemporaryFile(StatePtr state, std::string path, base::FileHandle file)
        : state_(std::move(state)), path_(std::move(path)), file_(std::move(file)) {}
    TemporaryFile(TemporaryFile&& other) noexcept
        : state_(std::move(other.state_)),
          path_(std::exchange(other.path_, {})),
          file_(std::move(other.file_)) {}
    TemporaryFile& operator=(TemporaryFile&&) = delete;
    ~TemporaryFile() {
        if (path_.empty()) return;
        ::unlink(path_.c_str());
        forget();
    }

    static Result<TemporaryFile> make(StatePtr state) {
        auto name = (state->layout.temporary() / "blob-XXXXXX").string();
        // Under the lock: a collection must not see the file before its entry.
        auto living = state->living.lock();
        base::FileHandle file(::mkostemp(name.data(), O_CLOEXEC));
        if (!file.valid())
            return fail(error_from_errno(
                errno, "could not make a file in " + state->layout.temporary().string()));
        living->insert(name);
        return TemporaryFile(std::move(state), name, std::move(file));
    }

    int fd() const { return file_.get(); }

    Result<void> sync() {
        if (::fchmod(fd(), k_blob_mode) != 0 || ::fsync(fd()) != 0)
            return fail(error_from_errno(errno, "could not sync a blob"));
        return ok();
    }

    Result<void> move_to(const std::filesystem::path& target) {
        if (::rename(path_.c_str(), target.c_str()) != 0)
            return fail(error_from_errno(errno, "could not rename a blob to " + target.string()));
        forget();
        path_.clear();
        return ok();
    }

private:
    void forget() { state_->living.lock()->erase(path_); }

    StatePtr state_;
    std::string path_;
    base::FileHandle file_;
};

/// True if it is there with this size. A file of another size is what a disk's fault left; the
/// rename puts the right bytes in its place.
bool is_there(const std::filesystem::path& blob, std::uint64_t size) {
    struct stat facts{};
    return ::lstat(blob.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
           static_cast<std::uint64_t>(facts.st_size) == size;
}

class FolderWriter final : public BlobWriter {
public:
    FolderWriter(std::shared_ptr<FolderBlobStore::State> state, TemporaryFile file)
        : state_(std::move(state)), file_(std::move(file)) {}

    Result<void> write(std::string_view bytes) override {
        if (ended_) return fail(ErrorCode::internal, "a blob was written to after its end");
        if (auto written = base::write_all(file_.fd(), bytes); !written) {
            ended_ = true;  // a part may be there: it can't be committed any more
            return fail_with_note(std::move(written).error(), "while writing a blob");
        }
        hasher_.update(bytes);
        size_ += bytes.size();
        return ok();
    }

    std::uint64_t size() const override { return size_; }

    Result<StoredBlob> commit() override { return finish(nullptr); }

    Result<StoredBlob> commit_as(const crypto::Sha256Digest& expected) override {
        return finish(&expected);
    }

private:
    Result<StoredBlob> finish(const crypto::Sha256Digest* expected) {
        if (ended_) return fail(ErrorCode::internal, "a blob was ended twice or after a fault");
        ended_ = true;
        const auto digests = hasher_.finish();
        if (expected != nullptr && digests.sha256 != *expected)
            return fail(ErrorCode::corrupt, fmt::format("the bytes have the SHA-256 {} and not {}",
                                                        digests.sha256.hex(), expected->hex()));
        state_->step(CommitStep::written);
        SPOKE_TRY(file_.sync());
        state_->step(CommitStep::file_synced);
        SPOKE_TRY(auto pin, put_in_place(digests));
        return StoredBlob{.digests = digests, .pin = std::move(pin)};
    }

    /// Under the pins' lock, so that a collection can't remove the blob between the look and the
    /// pin. The folder is synced also where the blob was there: another writer may have renamed it
    /// and not come to its sync yet.
    Result<Pin> put_in_place(const crypto::FileDigests& digests) {
        const auto shelf = state_->layout.shelf(digests.sha256);
        const auto blob = state_->layout.blob(digests.sha256);
        Pin pin;
        {
            const auto locked = state_->pins->lock();
            pin = state_->pins->pin(digests.sha256);
            if (is_there(blob, digests.size))
                ::utimensat(AT_FDCWD, blob.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
            else if (auto moved = file_.move_to(blob); !moved)
                failed_ = std::move(moved).error();
        }
        if (failed_) return fail(std::move(*failed_));
        state_->step(CommitStep::renamed);
        SPOKE_TRY(base::sync_folder(shelf));
        state_->step(CommitStep::folder_synced);
        return pin;
    }

    std::shared_ptr<FolderBlobStore::State> state_;
    TemporaryFile file_;
    crypto::FileHasher hasher_;
    std::uint64_t size_ = 0;
    bool ended_ = false;
    std::optional<Error> failed_;  ///< carried out of the lock, which the pin's end needs
};

}  // namespace

Result<std::unique_ptr<BlobWriter>> make_folder_writer(
    std::shared_ptr<FolderBlobStore::State> state) {
    SPOKE_TRY(auto file, TemporaryFile::make(state));
    state->step(CommitStep::created);
    return std::make_unique<FolderWriter>(std::move(state), std::move(file));
}

}  // namespace spoke::blobs
