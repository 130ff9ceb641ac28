#include "http/conditional.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

namespace spoke::http {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// The next opaque tag with its quotes, taken from the front of the list; empty: none, or
/// malformed.
std::string_view next_tag(std::string_view& list) {
    while (!list.empty() && (list.front() == ' ' || list.front() == '\t' || list.front() == ','))
        list.remove_prefix(1);
    if (list.starts_with("W/")) list.remove_prefix(2);
    if (!list.starts_with('"')) return {};
    const std::size_t end = list.find('"', 1);
    if (end == std::string_view::npos) return {};
    const std::string_view tag = list.substr(0, end + 1);
    list.remove_prefix(end + 1);
    return tag;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

auto whole_seconds(base::Moment moment) {
    return std::chrono::floor<std::chrono::seconds>(moment);
}

/// In thousandths; a malformed weight counts as 0, so that its coding is not chosen.
int weight_of(std::string_view parameters) {
    const std::string text = lower(parameters);
    const std::size_t at = text.find("q=");
    if (at == std::string::npos) return 1000;
    std::string_view value = trimmed(std::string_view(text).substr(at + 2));
    if (value.starts_with('1')) return 1000;
    if (!value.starts_with('0')) return 0;
    value.remove_prefix(1);
    if (value.starts_with('.')) value.remove_prefix(1);
    int weight = 0;
    int scale = 100;
    for (const char c : value.substr(0, 3)) {
        if (c < '0' || c > '9') break;
        weight += (c - '0') * scale;
        scale /= 10;
    }
    return weight;
}

}  // namespace

bool none_match_names(std::string_view header, std::string_view etag) {
    if (trimmed(header) == "*") return true;
    while (true) {
        const std::string_view tag = next_tag(header);
        if (tag.empty()) return false;
        if (tag == etag) return true;
    }
}

bool if_range_holds(std::string_view header, std::string_view etag, base::Moment last_modified) {
    header = trimmed(header);
    if (header.starts_with('"')) return !etag.empty() && header == etag;
    const auto date = base::parse_http_date(header);
    return date.has_value() && whole_seconds(*date) == whole_seconds(last_modified);
}

bool not_modified_since(std::string_view header, base::Moment last_modified) {
    const auto date = base::parse_http_date(trimmed(header));
    return date.has_value() && whole_seconds(last_modified) <= whole_seconds(*date);
}

std::variant<WholeFile, ByteRange, NotSatisfiable> parse_range(std::string_view header,
                                                               std::uint64_t size) {
    header = trimmed(header);
    if (lower(header.substr(0, 6)) != "bytes=") return WholeFile{};
    const std::string_view range = trimmed(header.substr(6));
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos || range.contains(',')) return WholeFile{};
    const std::string_view before = trimmed(range.substr(0, dash));
    const std::string_view after = trimmed(range.substr(dash + 1));
    if (before.empty()) {
        const auto suffix = number(after);
        if (!suffix) return WholeFile{};
        if (*suffix == 0 || size == 0) return NotSatisfiable{};
        const std::uint64_t length = std::min(*suffix, size);
        return ByteRange{size - length, length};
    }
    const auto first = number(before);
    if (!first) return WholeFile{};
    const auto last = after.empty() ? std::optional(UINT64_MAX) : number(after);
    if (!last || *last < *first) return WholeFile{};
    if (*first >= size) return NotSatisfiable{};
    return ByteRange{*first, std::min(*last, size - 1) - *first + 1};
}

ContentCoding choose_coding(std::optional<std::string_view> accept_encoding) {
    if (!accept_encoding) return ContentCoding::identity;
    std::optional<int> gzip;
    std::optional<int> identity;
    std::optional<int> any;
    std::string_view rest = *accept_encoding;
    while (!rest.empty()) {
        const std::string_view element = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), element.size() + 1));
        const std::size_t semicolon = element.find(';');
        const std::string name = lower(trimmed(element.substr(0, semicolon)));
        const int weight =
            semicolon == std::string_view::npos ? 1000 : weight_of(element.substr(semicolon + 1));
        if (name == "gzip" || name == "x-gzip") gzip = weight;
        if (name == "identity") identity = weight;
        if (name == "*") any = weight;
    }
    const int gzip_weight = gzip.value_or(any.value_or(0));
    // Identity that nobody named is always acceptable, and less wanted than what was named.
    const int identity_weight = identity.value_or(any.value_or(0));
    return gzip_weight > 0 && gzip_weight >= identity_weight ? ContentCoding::gzip
                                                             : ContentCoding::identity;
}

}  // namespace spoke::http
