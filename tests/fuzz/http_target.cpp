// Request targets, and the small header grammars that are read by hand.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "http/conditional.hpp"
#include "http/head_writer.hpp"
#include "http/redact.hpp"
#include "http/routes.hpp"
#include "http/target.hpp"

namespace {

using namespace spoke::http;

void check_target(std::string_view text) {
    const auto target = parse_target(text);
    if (!target) return;
    for (const std::string& segment : target->segments) {
        SPOKE_ASSERT(!segment.empty() && segment != "." && segment != "..");
        SPOKE_ASSERT(segment.find_first_of("/\\;") == std::string::npos);
    }
    const auto again = parse_target(target->canonical_path());
    SPOKE_ASSERT(again && again->segments == target->segments);
    (void)target->query_value("format");
    const auto route = find_route(*target);
    if (!route) return;
    if (const auto* redirect = std::get_if<Redirect>(&*route)) {
        // Never to another host.
        SPOKE_ASSERT(redirect->location.starts_with('/') && !redirect->location.starts_with("//"));
    }
}

void check_range(std::string_view text, std::uint64_t size) {
    const auto range = parse_range(text, size);
    if (const auto* part = std::get_if<ByteRange>(&range)) {
        SPOKE_ASSERT(part->length > 0 && part->first < size);
        SPOKE_ASSERT(part->length <= size - part->first);
    }
}

void check_texts(std::string_view text) {
    const std::string shown = redact(text);
    SPOKE_ASSERT(redact(shown) == shown);
    const std::string reason = reason_phrase(text);
    SPOKE_ASSERT(reason.size() <= 120 && reason.find_first_of("\r\n") == std::string::npos);
    HeadWriter head;
    head.add("X", text);
    const Block block = std::move(head).finish_empty(200);
    SPOKE_ASSERT(block.bytes.find("\r\n") == block.bytes.size() - 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_target(text);
    check_range(text, size * 7);
    check_texts(text);
    (void)none_match_names(text, "\"a\"");
    (void)choose_coding(text);
    (void)if_range_holds(text, "\"a\"", {});
    return 0;
}
