#include "simple/negotiate.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(spoke::simple::negotiate(text));
    static_cast<void>(spoke::simple::representation_of_format(text));
    return 0;
}
