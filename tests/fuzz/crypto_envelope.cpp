// A DSSE envelope, as it comes out of a wheel: what is read must be written and read the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/dsse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto envelope = crypto::parse_envelope(text);
    if (!envelope) return 0;
    const auto again = crypto::parse_envelope(crypto::render_envelope(*envelope));
    SPOKE_ASSERT(again.has_value());
    SPOKE_ASSERT(again->payload == envelope->payload);
    SPOKE_ASSERT(again->payload_type == envelope->payload_type);
    SPOKE_ASSERT(again->signatures.size() == envelope->signatures.size());
    return 0;
}
