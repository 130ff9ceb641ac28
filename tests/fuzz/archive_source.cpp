// Any bytes as a source archive: refused, or written anew as a tar that reads as the same tree.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "archive/source_archive.hpp"
#include "base/file.hpp"

namespace {

using namespace spoke::archive;

Limits small_limits() {
    Limits limits;
    limits.max_bytes = limits.max_entry_bytes = std::uint64_t{1} << 22U;
    limits.max_entries = 1000;
    return limits;
}

spoke::base::FileHandle as_file(std::string_view bytes) {
    spoke::base::FileHandle file(::memfd_create("fuzz", MFD_CLOEXEC));
    SPOKE_ASSERT(file.valid() && spoke::base::write_all(file.get(), bytes));
    return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = as_file({reinterpret_cast<const char*>(data), size});
    std::string tar;
    const auto listing = repack_source(file.get(), small_limits(), {}, [&](std::string_view bytes) {
        tar += bytes;
        return spoke::ok();
    });
    if (!listing) return 0;
    const auto clean = as_file(tar);
    const auto again = read_source(clean.get(), small_limits());
    SPOKE_ASSERT(again && again->entries.size() == listing->entries.size());
    for (std::size_t i = 0; i < again->entries.size(); ++i) {
        SPOKE_ASSERT(again->entries[i].path == listing->entries[i].path);
        SPOKE_ASSERT(again->entries[i].sha256 == listing->entries[i].sha256);
        SPOKE_ASSERT(again->entries[i].target == listing->entries[i].target);
    }
    return 0;
}
