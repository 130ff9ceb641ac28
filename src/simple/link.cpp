#include "simple/link.hpp"

#include "base/encoding.hpp"
#include "base/uri.hpp"
#include "python/file_name.hpp"

#include <boost/url.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace spoke::simple {

namespace {

constexpr std::array<std::pair<std::string_view, std::size_t>, 9> k_algorithms = {{
    {"md5", 32},
    {"sha1", 40},
    {"sha224", 56},
    {"sha256", 64},
    {"sha384", 96},
    {"sha512", 128},
    {"blake2b", 128},
    {"sha3_256", 64},
    {"blake2_256", 64},
}};

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view k_blanks = " \t\r\n\f";
    const auto first = text.find_first_not_of(k_blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(k_blanks) - first + 1);
}

/// RFC 3986 reserved and unreserved, without the brackets, which only a host may hold.
bool may_stand_in_url(char c) {
    constexpr std::string_view k_others = "-._~:/?#@!$&'()*+,;=[]";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           k_others.contains(c);
}

std::string encode_illegal(std::string_view text) {
    constexpr std::string_view k_digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    bool in_fragment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool is_escape =
            c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        const bool is_second_hash = c == '#' && std::exchange(in_fragment, in_fragment || c == '#');
        if (is_escape || (may_stand_in_url(c) && !is_second_hash)) {
            out += c;
            continue;
        }
        if (c == '\n' || c == '\r' || c == '\t') continue;
        out += '%';
        out += k_digits[byte >> 4U];
        out += k_digits[byte & 15U];
    }
    return out;
}

}  // namespace

std::optional<Hash> make_hash(std::string_view algorithm, std::string_view hex) {
    const std::string name = lower(algorithm);
    const std::string digits = lower(hex);
    for (const auto& [known, length] : k_algorithms)
        if (known == name && base::is_lower_hex(digits, length)) return Hash{name, digits};
    return std::nullopt;
}

std::vector<Hash> hashes_of_fragment(std::string_view fragment) {
    std::vector<Hash> hashes;
    while (!fragment.empty()) {
        const auto end = std::min(fragment.find('&'), fragment.size());
        const auto part = fragment.substr(0, end);
        fragment.remove_prefix(std::min(end + 1, fragment.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        if (auto hash = make_hash(part.substr(0, equals), part.substr(equals + 1)))
            hashes.push_back(std::move(*hash));
    }
    return hashes;
}

std::optional<Sidecar> sidecar_of_attribute(std::string_view value) {
    const auto text = trim(value);
    if (text.empty() || text == "false") return std::nullopt;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos && lower(text.substr(0, equals)) == "sha256")
        if (auto hash = make_hash("sha256", text.substr(equals + 1)))
            return Sidecar{std::move(hash->hex)};
    return Sidecar{};
}

std::string version_of_file(std::string_view file_name, const python::ProjectName& project) {
    const auto parsed = python::parse_file_name(file_name, project);
    const auto* version = parsed.version();
    return version == nullptr ? std::string() : version->text();
}

Result<Link> resolve_link(std::string_view base_url, std::string_view reference) {
    const auto base_parts = base::split_uri(encode_illegal(trim(base_url)));
    if (base_parts.scheme.empty() || !base_parts.authority)
        return fail(ErrorCode::invalid, "not an absolute URL: " + base::printable(base_url));
    auto target = base::resolve_uri(base_parts, base::split_uri(encode_illegal(trim(reference))));
    const std::string scheme = lower(target.scheme);
    if (scheme != "http" && scheme != "https" && scheme != "file")
        return fail(ErrorCode::invalid, "not a URL to fetch: " + base::printable(reference));
    Link link;
    link.fragment = target.fragment.value_or("");
    target.fragment.reset();
    link.url = target.text();
    if (!boost::urls::parse_uri(link.url))
        return fail(ErrorCode::invalid, "not a URL: " + base::printable(reference));
    SPOKE_TRY(link.segment,
              base::percent_decode_segment(target.path.substr(target.path.rfind('/') + 1)));
    return link;
}

}  // namespace spoke::simple
