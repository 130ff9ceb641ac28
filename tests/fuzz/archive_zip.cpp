// Any bytes as a wheel and as a zipped source: refused, or every member can be asked for.

#include <cstddef>
#include <cstdint>
#include <string>

#include "archive/wheel_reader.hpp"
#include "archive/zip_reader.hpp"

namespace {

using namespace spoke::archive;

Limits small_limits() {
    Limits limits;
    limits.max_bytes = limits.max_entry_bytes = std::uint64_t{1} << 24U;
    limits.max_entries = 1000;
    return limits;
}

void read_all(const std::string& bytes, ZipRules rules) {
    auto zip = ZipReader::open_bytes(bytes, rules, small_limits());
    if (!zip) return;
    for (const auto& entry : zip->entries()) {
        SPOKE_ASSERT(zip->find(entry.name) == &entry);
        if (entry.kind == ZipEntryKind::folder) continue;
        const auto content = zip->read(entry);
        if (content) SPOKE_ASSERT(content->size() == entry.size);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    read_all(bytes, ZipRules::wheel);
    read_all(bytes, ZipRules::source);
    if (auto wheel = WheelReader::open_bytes(bytes, small_limits()))
        static_cast<void>(wheel->read_members());
    return 0;
}
