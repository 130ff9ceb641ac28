#include "power_loss.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace {

struct Account {
    std::set<ino_t> unsynced_files;
    /// New names by the inode of their folder.
    std::map<ino_t, std::set<std::string>> unsynced_names;
};

Account& account() {
    static Account account;
    return account;
}

ino_t inode_of(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 ? facts.st_ino : 0;
}

ino_t inode_of(int fd) {
    struct stat facts{};
    return ::fstat(fd, &facts) == 0 ? facts.st_ino : 0;
}

}  // namespace

// These take the place of the C library's in this program.
extern "C" {

int fsync(int fd) {
    const auto done = static_cast<int>(::syscall(SYS_fsync, fd));
    if (done == 0) {
        account().unsynced_files.erase(inode_of(fd));
        account().unsynced_names.erase(inode_of(fd));
    }
    return done;
}

int rename(const char* from, const char* to) noexcept {
    const auto done = static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
    const auto folder = std::filesystem::path(to).parent_path();
    if (done == 0) account().unsynced_names[inode_of(folder.string())].insert(to);
    return done;
}

int mkostemp(char* name, int flags) {
    static unsigned count = 0;
    constexpr std::string_view k_places = "XXXXXX";
    auto text = std::to_string(++count + static_cast<unsigned>(::getpid()) % 9000U * 100U);
    text.insert(0, k_places.size() - text.size(), '0');
    std::string path(name);
    path.replace(path.size() - k_places.size(), k_places.size(), text);
    path.copy(name, path.size());
    const int fd = ::open(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
    if (fd >= 0) account().unsynced_files.insert(inode_of(fd));
    return fd;
}
}

namespace spoke::tests {

void lose_power(const std::filesystem::path& blobs) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(blobs)) {
        if (!entry.is_regular_file()) continue;
        if (account().unsynced_files.contains(inode_of(entry.path().string()))) {
            ::chmod(entry.path().c_str(), 0600);
            if (::truncate(entry.path().c_str(), static_cast<off_t>(entry.file_size() / 2)) != 0)
                std::abort();
        }
    }
    for (const auto& [folder, names] : account().unsynced_names)
        for (const auto& name : names) ::unlink(name.c_str());
    ::raise(SIGKILL);
    std::abort();
}

}  // namespace spoke::tests
