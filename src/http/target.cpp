#include "http/target.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "http/redact.hpp"

namespace spoke::http {
namespace {

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/// Text that a second decoding would change: what hides one path inside another.
bool decodes_again(std::string_view text) {
    for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
        if (at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2])) return true;
    return false;
}

std::optional<std::string_view> fault_of(std::string_view decoded) {
    if (decoded == "." || decoded == "..") return "a segment that climbs";
    for (const char c : decoded) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) return "a control character";
        if (c == '/' || c == '\\') return "an encoded slash or a backslash";
        if (c == ';') return "a path parameter";
    }
    if (decodes_again(decoded)) return "an escape inside an escape";
    return std::nullopt;
}

Refusal bad_path(std::string_view what) {
    return refused(400, "The path holds " + std::string(what) + ".");
}

/// A query's value: `+` is left as it is, since versions and media types hold it.
std::string decode_value(std::string_view text) {
    auto decoded = base::percent_decode_segment(text);
    return decoded ? *std::move(decoded) : std::string(text);
}

}  // namespace

std::optional<std::string> Target::query_value(std::string_view key) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        if (decode_value(pair.substr(0, equals)) != key) continue;
        return equals == std::string_view::npos ? std::string()
                                                : decode_value(pair.substr(equals + 1));
    }
    return std::nullopt;
}

std::string Target::canonical_path() const {
    std::string path;
    for (const std::string& segment : segments) path += "/" + base::percent_encode_segment(segment);
    return path;
}

std::expected<Target, Refusal> parse_target(std::string_view raw) {
    Target target;
    const std::size_t question = raw.find('?');
    if (question != std::string_view::npos) target.query = raw.substr(question + 1);
    // RFC 6750 §5.3: URLs end up in logs and histories.
    if (!target.query.empty() && redact(target.query) != target.query)
        return std::unexpected(refused(
            400, "A token does not belong into a query string; send it by HTTP Basic or Bearer."));
    std::string_view path = raw.substr(0, question);
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    while (!path.empty()) {
        const std::string_view part = path.substr(0, path.find('/'));
        target.trailing_slash = part.size() < path.size();
        path.remove_prefix(std::min(path.size(), part.size() + 1));
        if (part.empty()) {
            target.doubled_slash = true;
            continue;
        }
        auto decoded = base::percent_decode_segment(part);
        if (!decoded) return std::unexpected(bad_path(decoded.error().message));
        if (const auto fault = fault_of(*decoded)) return std::unexpected(bad_path(*fault));
        target.segments.push_back(*std::move(decoded));
    }
    return target;
}

}  // namespace spoke::http
