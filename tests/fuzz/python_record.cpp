// RECORD: what parses is rendered so that it parses to the same lines.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "python/record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke::python;
    const auto record = Record::parse({reinterpret_cast<const char*>(data), size});
    if (!record) return 0;
    const auto again = Record::parse(record->render());
    SPOKE_ASSERT(again && again->entries() == record->entries());
    SPOKE_ASSERT(record->duplicates() == again->duplicates());
    for (const auto& entry : record->entries()) {
        SPOKE_ASSERT(record->find(entry.path) != nullptr);
        static_cast<void>(entry.sha256_hex());
    }
    return 0;
}
