#include "catalog/data_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/encoding.hpp"

namespace spoke::catalog {
namespace {

/// The holder's process id, as it wrote it; for people only, the lock itself is the kernel's.
std::string read_holder(int fd) {
    char text[32] = {};
    const auto got = ::pread(fd, text, sizeof text - 1, 0);
    std::string holder(text, got > 0 ? static_cast<std::size_t>(got) : 0);
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    return holder.empty() ? "another process" : "process " + base::printable(holder);
}

Result<void> write_holder(int fd) {
    if (::ftruncate(fd, 0) != 0) return fail(error_from_errno(errno, "could not clear the lock"));
    return base::write_all(fd, std::to_string(::getpid()) + "\n");
}

}  // namespace

Result<DataLock> DataLock::take(const std::filesystem::path& folder) {
    const auto path = folder / "lock";
    base::FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid())
        return fail(error_from_errno(errno, "could not open the lock file " + path.string()));
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fail(error_from_errno(errno, "could not lock " + path.string()));
        return fail(ErrorCode::conflict,
                    fmt::format("{} is in use: {} holds {}; stop that server, or choose another "
                                "folder with --data",
                                folder.string(), read_holder(file.get()), path.string()));
    }
    SPOKE_TRY(write_holder(file.get()));
    return DataLock(std::move(file));
}

}  // namespace spoke::catalog
