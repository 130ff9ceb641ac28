#include "sandbox/memory_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace spoke::sandbox {
namespace {

constexpr int k_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

}  // namespace

Result<base::FileHandle> make_memory_file(const char* name) {
    base::FileHandle file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file.valid()) return fail(error_from_errno(errno, "memfd_create"));
    return file;
}

Result<void> seal(const base::FileHandle& file) {
    if (::fcntl(file.get(), F_ADD_SEALS, k_seals) != 0)
        return fail(error_from_errno(errno, "sealing a memory file"));
    if (::lseek(file.get(), 0, SEEK_SET) != 0) return fail(error_from_errno(errno, "lseek"));
    return ok();
}

Result<base::FileHandle> make_sealed(const char* name, std::string_view bytes) {
    SPOKE_TRY(auto file, make_memory_file(name));
    SPOKE_TRY(base::write_all(file.get(), bytes));
    SPOKE_TRY(seal(file));
    return file;
}

Result<base::FileHandle> copy_sealed(const char* name, int fd, std::uint64_t limit) {
    SPOKE_TRY(auto file, make_memory_file(name));
    std::array<char, 65536> buffer;
    for (std::uint64_t offset = 0;;) {
        const auto got = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(error_from_errno(errno, std::string("reading ") + name));
        if (got == 0) break;
        offset += static_cast<std::uint64_t>(got);
        if (offset > limit)
            return fail(ErrorCode::too_large,
                        std::string(name) + " has more than " + std::to_string(limit) + " bytes");
        SPOKE_TRY(base::write_all(file.get(),
                                  std::string_view(buffer.data(), static_cast<std::size_t>(got))));
    }
    SPOKE_TRY(seal(file));
    return file;
}

Result<std::uint64_t> check_sealed(int fd, std::uint64_t limit) {
    struct stat status{};
    if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::corrupt, "a builder returned something that is not a file");
    if ((::fcntl(fd, F_GET_SEALS) & k_seals) != k_seals)
        return fail(ErrorCode::corrupt, "a builder returned a file that it can still change");
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit) return fail(ErrorCode::corrupt, "a builder returned more than was allowed");
    return size;
}

}  // namespace spoke::sandbox
