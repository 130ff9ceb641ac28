#include "archive/random_reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace spoke::archive {
namespace {

std::unexpected<Error> ends_early(std::uint64_t offset, std::size_t count, std::uint64_t size) {
    return fail(ErrorCode::invalid,
                fmt::format("the archive points to {} bytes at {}, but has only {} bytes", count,
                            offset, size));
}

class BytesReader final : public RandomReader {
public:
    explicit BytesReader(std::string bytes) : bytes_(std::move(bytes)) {}
    std::uint64_t size() const override { return bytes_.size(); }
    Result<void> read_at(std::uint64_t offset, char* out, std::size_t count) const override {
        if (offset > bytes_.size() || count > bytes_.size() - offset)
            return ends_early(offset, count, bytes_.size());
        if (count != 0) std::memcpy(out, bytes_.data() + offset, count);
        return ok();
    }

private:
    std::string bytes_;
};

class FileReader final : public RandomReader {
public:
    FileReader(base::FileHandle owned, int fd, std::uint64_t size)
        : owned_(std::move(owned)), fd_(fd), size_(size) {}
    std::uint64_t size() const override { return size_; }
    Result<void> read_at(std::uint64_t offset, char* out, std::size_t count) const override {
        if (offset > size_ || count > size_ - offset) return ends_early(offset, count, size_);
        std::size_t done = 0;
        while (done < count) {
            const auto got =
                ::pread(fd_, out + done, count - done, static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return fail(error_from_errno(errno, "reading the archive"));
            if (got == 0) return ends_early(offset, count, offset + done);
            done += static_cast<std::size_t>(got);
        }
        return ok();
    }

private:
    base::FileHandle owned_;
    int fd_;
    std::uint64_t size_;
};

Result<std::uint64_t> regular_size(int fd) {
    struct stat status{};
    if (::fstat(fd, &status) != 0) return fail(error_from_errno(errno, "reading the archive"));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::invalid, "the archive is not a regular file");
    return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

Result<std::string> RandomReader::read_string(std::uint64_t offset, std::size_t count) const {
    if (offset > size() || count > size() - offset) return ends_early(offset, count, size());
    std::string bytes(count, '\0');
    SPOKE_TRY(read_at(offset, bytes.data(), count));
    return bytes;
}

std::unique_ptr<RandomReader> make_reader(std::string bytes) {
    return std::make_unique<BytesReader>(std::move(bytes));
}

Result<std::unique_ptr<RandomReader>> make_reader(base::FileHandle file) {
    const int fd = file.get();
    SPOKE_TRY(const auto size, regular_size(fd));
    return std::make_unique<FileReader>(std::move(file), fd, size);
}

Result<std::unique_ptr<RandomReader>> make_borrowing_reader(int fd) {
    SPOKE_TRY(const auto size, regular_size(fd));
    return std::make_unique<FileReader>(base::FileHandle(), fd, size);
}

}  // namespace spoke::archive
