// The manifest in a wheel: what is read keeps its rules, and is written and read the same.
#include "provenance/manifest.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "provenance/verifier.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)provenance::verify_manifest(text, nullptr, {}, base::Moment{});
    const auto manifest = provenance::parse_manifest(text);
    if (!manifest) return 0;
    (void)provenance::check_manifest_names(*manifest);
    for (const auto& file : manifest->files)
        SPOKE_ASSERT(!("/" + file.path + "/").contains("/../"));
    const auto once = provenance::render_manifest(*manifest);
    const auto again = provenance::parse_manifest(once);
    SPOKE_ASSERT(again.has_value());
    SPOKE_ASSERT(provenance::render_manifest(*again) == once);
    return 0;
}
