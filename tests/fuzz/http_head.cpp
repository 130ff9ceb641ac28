// Heads and bodies as they come off the wire. The first byte says how they are sliced.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/head_scanner.hpp"
#include "http/request_parser.hpp"

namespace {

using spoke::http::Header;
using spoke::http::HeadScanner;
using spoke::http::Request;
using spoke::http::RequestParser;

/// The verdict must not depend on how the bytes were cut.
void check_slices(std::string_view bytes, std::size_t step, const spoke::http::Limits& limits) {
    HeadScanner whole(limits);
    const auto at_once = whole.scan(bytes);
    HeadScanner sliced(limits);
    for (std::size_t size = step;; size += step) {
        const auto found = sliced.scan(bytes.substr(0, size));
        if (!found) {
            SPOKE_ASSERT(!at_once);
            return;
        }
        if (*found) {
            SPOKE_ASSERT(at_once && *at_once && (*at_once)->end == (*found)->end);
            return;
        }
        if (size >= bytes.size()) break;
    }
    SPOKE_ASSERT(at_once && !*at_once);
}

void check_request(const Request& request) {
    const auto& coding = request.header(Header::transfer_encoding);
    const auto& length = request.header(Header::content_length);
    SPOKE_ASSERT(!(coding && length));
    SPOKE_ASSERT(request.chunked == coding.has_value());
    SPOKE_ASSERT(request.content_length.has_value() == length.has_value());
    if (coding) SPOKE_ASSERT(coding->size() == 7);
    if (request.version == spoke::http::Version::http_1_1)
        SPOKE_ASSERT(request.header(Header::host).has_value());
    SPOKE_ASSERT(request.target.starts_with('/'));
    for (const char c : request.target) SPOKE_ASSERT(c > 0x20 && c < 0x7f && c != '#');
}

void read_body(RequestParser& parser, std::string_view bytes, std::size_t step) {
    constexpr std::uint64_t k_limit = 5000;
    std::string raw;
    std::string out;
    while (!parser.done() && !bytes.empty()) {
        raw += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        const auto used = parser.parse_body(raw, k_limit, out);
        SPOKE_ASSERT(out.size() <= k_limit);
        if (!used) return;
        SPOKE_ASSERT(*used <= raw.size());
        raw.erase(0, *used);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::size_t step = data[0] % 64 + 1U;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const spoke::http::Limits limits;
    check_slices(bytes, step, limits);
    HeadScanner scanner(limits);
    const auto found = scanner.scan(bytes);
    if (!found || !*found) return 0;
    // A copy of exactly the head, so that a read past it is seen.
    const std::string head(bytes.substr((*found)->begin, (*found)->end - (*found)->begin));
    RequestParser parser;
    if (!parser.parse_head(head)) return 0;
    check_request(parser.request());
    read_body(parser, bytes.substr((*found)->end), step);
    return 0;
}
