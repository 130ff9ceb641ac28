// A trust file that somebody hands over, signed or only its payload.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "provenance/trust.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)provenance::parse_signed_trust(text);
    const auto trust = provenance::parse_trust(text);
    if (!trust) return 0;
    (void)provenance::check_trust_time(*trust, trust->issued);
    for (const auto& key : trust->keys)
        for (const auto& name : key.names) (void)provenance::name_matches(name, "some-project");
    const auto again = provenance::parse_trust(provenance::render_trust(*trust));
    SPOKE_ASSERT(again.has_value());
    SPOKE_ASSERT(*again == *trust);
    return 0;
}
