// A request on the signer's socket, from a server that may have been taken over.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "provenance/signer_wire.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto request = provenance::parse_request(text);
    if (!request) return 0;
    const auto once = provenance::render_request(*request);
    const auto again = provenance::parse_request(once);
    SPOKE_ASSERT(again.has_value());
    SPOKE_ASSERT(provenance::render_request(*again) == once);
    return 0;
}
