#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/encoding.hpp"
#include "base/id.hpp"

namespace spoke::base {
namespace {

constexpr std::size_t k_chunk = 64 * 1024;

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

void FileHandle::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

Result<FileHandle> open_regular_file(const std::filesystem::path& path) {
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.valid()) return fail(error_from_errno(errno, path.string()));
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return fail(error_from_errno(errno, path.string()));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::invalid, path.string() + ": not a regular file");
    return file;
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
    SPOKE_TRY(auto file, open_regular_file(path));
    auto text = read_all(file.get(), limit);
    if (!text) return fail_with_note(std::move(text).error(), "reading " + path.string());
    return text;
}

Result<std::string> read_all(int fd, std::uint64_t limit) {
    std::string out;
    std::array<char, k_chunk> buffer;
    for (;;) {
        const auto got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(error_from_errno(errno, "read"));
        if (got == 0) return out;
        out.append(buffer.data(), static_cast<std::size_t>(got));
        if (out.size() > limit)
            return fail(ErrorCode::too_large, "more than " + std::to_string(limit) + " bytes");
    }
}

Result<void> write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto done = ::write(fd, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return fail(error_from_errno(errno, "write"));
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return ok();
}

AtomicFile::AtomicFile(std::filesystem::path target, std::filesystem::path temporary,
                       FileHandle file)
    : target_(std::move(target)), temporary_(std::move(temporary)), file_(std::move(file)) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)) {}

AtomicFile::~AtomicFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<AtomicFile> AtomicFile::create(std::filesystem::path target, unsigned mode) {
    SystemRandom random;
    auto temporary = folder_of(target) /
                     ("." + target.filename().string() + "." + to_hex(random.bytes(8)) + ".tmp");
    FileHandle file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
    if (!file.valid()) return fail(error_from_errno(errno, temporary.string()));
    return AtomicFile(std::move(target), std::move(temporary), std::move(file));
}

Result<void> AtomicFile::write(std::string_view bytes) {
    auto written = write_all(file_.get(), bytes);
    if (!written) return fail_with_note(std::move(written).error(), "writing " + target_.string());
    return ok();
}

Result<void> AtomicFile::commit() {
    if (::fsync(file_.get()) != 0) return fail(error_from_errno(errno, target_.string()));
    if (::rename(temporary_.c_str(), target_.c_str()) != 0)
        return fail(error_from_errno(errno, target_.string()));
    temporary_.clear();
    file_.reset();
    return sync_folder(folder_of(target_));
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                                   unsigned mode) {
    SPOKE_TRY(auto file, AtomicFile::create(path, mode));
    SPOKE_TRY(file.write(bytes));
    return file.commit();
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.valid() || ::fsync(handle.get()) != 0)
        return fail(error_from_errno(errno, folder.string()));
    return ok();
}

Result<TemporaryFolder> TemporaryFolder::make(std::string_view prefix) {
    std::error_code ignored;
    auto pattern =
        (std::filesystem::temp_directory_path(ignored) / (std::string(prefix) + "-XXXXXX"))
            .string();
    if (::mkdtemp(pattern.data()) == nullptr) return fail(error_from_errno(errno, pattern));
    return TemporaryFolder(pattern);
}

TemporaryFolder::~TemporaryFolder() {
    if (path_.empty()) return;
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace spoke::base
