#include "factory/build/memory_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

namespace spoke::factory {

Result<base::FileHandle> make_memory_file(const char* label) {
    base::FileHandle file(::memfd_create(label, MFD_CLOEXEC));
    if (!file.valid()) return fail(error_from_errno(errno, "a file in memory"));
    return file;
}

Result<base::FileHandle> make_memory_file(const char* label, std::string_view bytes) {
    SPOKE_TRY(auto file, make_memory_file(label));
    SPOKE_TRY(base::write_all(file.get(), bytes));
    return file;
}

Result<base::FileHandle> duplicate(const base::FileHandle& file) {
    base::FileHandle copy(::fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
    if (!copy.valid()) return fail(error_from_errno(errno, "a second handle on a file"));
    return copy;
}

}  // namespace spoke::factory
