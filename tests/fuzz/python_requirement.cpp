// Requirements and markers: whatever parses must be written so that it parses to the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "python/marker.hpp"
#include "python/requirement.hpp"

namespace {

using namespace spoke::python;

/// A string with both kinds of quotes, or with what would be an escape or a line break when read
/// again, can't be written back.
bool is_writable(std::string_view marker_text) {
    return marker_text.find_first_of("\\'\n\r") == std::string_view::npos &&
           marker_text.find('\0') == std::string_view::npos;
}

void check(const Marker& marker) {
    static_cast<void>(marker.evaluate(debian12_environment()));
    static_cast<void>(marker.evaluate_with_extras(debian12_environment(), {"test"}));
    if (!is_writable(marker.text())) return;
    const auto again = Marker::parse(marker.text());
    SPOKE_ASSERT(again && *again == marker);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto marker = Marker::parse(text)) check(*marker);
    const auto requirement = Requirement::parse(text);
    if (!requirement) return 0;
    if (requirement->marker) check(*requirement->marker);
    if (requirement->marker && !is_writable(requirement->marker->text())) return 0;
    const auto again = Requirement::parse(requirement->text());
    SPOKE_ASSERT(again && again->text() == requirement->text());
    SPOKE_ASSERT(again->canonical_text() == requirement->canonical_text());
    return 0;
}
