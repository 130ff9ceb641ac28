#include "http/page_head.hpp"

#include <fmt/format.h>

#include <iterator>

namespace spoke::http {
namespace {

using repositories::Coding;
using repositories::Freshness;
using repositories::PageFacts;
using repositories::Visibility;

/// What a 304 repeats of the 200 (RFC 9110 §15.4.5).
void append_caching(std::string& out, const PageFacts& facts, std::string_view etag) {
    const std::string_view who =
        facts.visibility == Visibility::credentialed ? "private" : "public";
    fmt::format_to(std::back_inserter(out),
                   "ETag: {}\r\nVary: {}\r\nCache-Control: {}, max-age={}, must-revalidate\r\n"
                   "X-PyPI-Last-Serial: {}\r\n",
                   etag, k_page_vary, who, facts.max_age.count(), facts.serial);
    if (facts.freshness == Freshness::stale) out += "X-Spokeshave-Freshness: stale\r\n";
}

}  // namespace

std::string page_head(const PageFacts& facts) {
    std::string out = fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n",
                                  simple::content_type(facts.representation), facts.body_size);
    if (facts.coding == Coding::gzip) out += "Content-Encoding: gzip\r\n";
    append_caching(out, facts, facts.etag);
    out += "X-Content-Type-Options: nosniff\r\n";
    return out;
}

std::string not_modified_page_head(const PageFacts& facts, std::string_view etag) {
    std::string out;
    append_caching(out, facts, etag);
    return out;
}

}  // namespace spoke::http
