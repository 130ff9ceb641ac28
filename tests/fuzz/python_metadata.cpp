// METADATA, WHEEL and entry_points.txt.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "python/entry_points.hpp"
#include "python/metadata.hpp"
#include "python/wheel_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke::python;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto report = parse_core_metadata(text)) {
        const bool usable = report->metadata.name && report->metadata.version;
        SPOKE_ASSERT(usable != spoke::has_errors(report->findings));
    }
    if (const auto file = WheelFile::parse(text)) static_cast<void>(file->expanded_tags());
    static_cast<void>(EntryPoints::parse(text));
    return 0;
}
