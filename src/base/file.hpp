#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace spoke::base {

/// A file descriptor with one owner.
class FileHandle {
public:
    FileHandle() = default;
    explicit FileHandle(int fd) : fd_(fd) {}
    FileHandle(FileHandle&& other) noexcept : fd_(other.release()) {}
    FileHandle& operator=(FileHandle&& other) noexcept;
    ~FileHandle() { reset(); }

    int get() const { return fd_; }
    bool valid() const { return fd_ >= 0; }
    int release() {
        const int fd = fd_;
        fd_ = -1;
        return fd;
    }
    void reset();

private:
    int fd_ = -1;
};

/// Opens for reading with O_CLOEXEC and O_NOFOLLOW; anything but a regular file is `invalid`.
Result<FileHandle> open_regular_file(const std::filesystem::path& path);
/// The whole file, at most `limit` bytes (`too_large` above).
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit);
Result<std::string> read_all(int fd, std::uint64_t limit);
Result<void> write_all(int fd, std::string_view bytes);

/// A file that appears whole or not at all: written beside its place, synced, renamed, the folder
/// synced. Destroyed uncommitted, it vanishes.
class AtomicFile {
public:
    static Result<AtomicFile> create(std::filesystem::path target, unsigned mode = 0644);
    AtomicFile(AtomicFile&&) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;
    ~AtomicFile();

    Result<void> write(std::string_view bytes);
    Result<void> commit();

private:
    AtomicFile(std::filesystem::path target, std::filesystem::path temporary, FileHandle file);
    std::filesystem::path target_;
    std::filesystem::path temporary_;
    FileHandle file_;
};

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                                   unsigned mode = 0644);
Result<void> sync_folder(const std::filesystem::path& folder);

/// A new private folder under the system's temporary one; removed with what is in it.
class TemporaryFolder {
public:
    static Result<TemporaryFolder> make(std::string_view prefix);
    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();
    const std::filesystem::path& path() const { return path_; }

private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace spoke::base
