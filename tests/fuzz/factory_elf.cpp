// Any bytes as a native member: read or refused, within the bytes.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "factory/check/elf.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto facts = spoke::factory::read_elf(bytes);
    if (facts) SPOKE_ASSERT(spoke::factory::is_elf(bytes));
    return 0;
}
