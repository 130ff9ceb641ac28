#include "simple/negotiate.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace spoke::simple {

namespace {

constexpr std::string_view k_json_type = "application/vnd.pypi.simple.v1+json";
constexpr std::string_view k_html_type = "application/vnd.pypi.simple.v1+html";

/// In the order of preference among equals.
constexpr std::array<std::pair<Representation, std::string_view>, 5> k_types = {{
    {Representation::json, k_json_type},
    {Representation::json, "application/vnd.pypi.simple.latest+json"},
    {Representation::v1_html, k_html_type},
    {Representation::v1_html, "application/vnd.pypi.simple.latest+html"},
    {Representation::html, "text/html"},
}};

constexpr unsigned k_full_quality = 1000;

/// One element of Accept: its range, how exact it is, and its q in thousandths.
struct Range {
    std::string type;
    std::optional<unsigned> quality;  ///< nothing: malformed
};

std::string_view trim(std::string_view text) {
    const auto is_blank = [](char c) {
        return c == ' ' || c == '\t';
    };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// `0`, `0.5`, `1.000`: at most three decimals, at most one.
std::optional<unsigned> parse_quality(std::string_view text) {
    if (text.empty() || (text.front() != '0' && text.front() != '1')) return std::nullopt;
    unsigned value = text.front() == '1' ? k_full_quality : 0;
    text.remove_prefix(1);
    if (text.empty()) return value;
    if (text.front() != '.' || text.size() > 4) return std::nullopt;
    unsigned weight = 100;
    for (const char c : text.substr(1)) {
        if (!is_digit(c)) return std::nullopt;
        value += weight * static_cast<unsigned>(c - '0');
        weight /= 10;
    }
    return value <= k_full_quality ? std::optional(value) : std::nullopt;
}

/// The end of the part before `separator`; quoted strings may hold it.
std::size_t find_outside_quotes(std::string_view text, char separator) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && text[i] == separator)
            return i;
    }
    return text.size();
}

std::string_view take_part(std::string_view& rest, char separator) {
    const auto end = find_outside_quotes(rest, separator);
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trim(part);
}

Range parse_range(std::string_view element) {
    Range range{lower(take_part(element, ';')), k_full_quality};
    while (!element.empty()) {
        auto parameter = take_part(element, ';');
        const auto name = lower(take_part(parameter, '='));
        if (name == "q") range.quality = parse_quality(trim(parameter));
    }
    if (range.type.find('/') == std::string::npos) range.quality = std::nullopt;
    return range;
}

/// How exactly an element names a type: 3 the type itself, 2 `type/*`, 1 `*/*`, 0 not at all.
unsigned exactness(std::string_view range, std::string_view type) {
    if (range == type) return 3;
    if (range == "*/*") return 1;
    if (range.ends_with("/*") && type.starts_with(range.substr(0, range.size() - 1))) return 2;
    return 0;
}

struct Verdict {
    unsigned exact = 0;
    unsigned quality = 0;
};

/// What the header says of one type: its most exact element rules; among equals, the highest q.
Verdict judge(std::string_view accept, std::string_view type) {
    Verdict verdict;
    while (!accept.empty()) {
        const Range range = parse_range(take_part(accept, ','));
        if (!range.quality) continue;
        const unsigned exact = exactness(range.type, type);
        if (exact == 0 || exact < verdict.exact) continue;
        if (exact > verdict.exact || *range.quality > verdict.quality)
            verdict = Verdict{exact, *range.quality};
    }
    return verdict;
}

}  // namespace

std::string_view content_type(Representation representation) {
    switch (representation) {
        case Representation::json:
            return k_json_type;
        case Representation::v1_html:
            return "application/vnd.pypi.simple.v1+html; charset=UTF-8";
        case Representation::html:
            break;
    }
    return "text/html; charset=UTF-8";
}

std::string_view supported_types() {
    return "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html, text/html";
}

std::optional<Representation> negotiate(std::optional<std::string_view> accept) {
    if (!accept || trim(*accept).empty()) return Representation::html;
    std::optional<Representation> best;
    std::optional<Representation> by_wildcard;
    unsigned best_quality = 0;
    for (const auto& [representation, type] : k_types) {
        const Verdict verdict = judge(*accept, type);
        // `latest` is another word for v1, so a wildcard says nothing of it that it did not say of
        // v1.
        if (verdict.exact != 3 && type.contains(".latest+")) continue;
        if (verdict.quality == 0) continue;
        if (!by_wildcard) by_wildcard = representation;
        // A type that only a wildcard reaches is never preferred to text/html.
        if (verdict.exact != 3 && representation != Representation::html) continue;
        if (verdict.quality <= best_quality) continue;
        best = representation;
        best_quality = verdict.quality;
    }
    return best ? best : by_wildcard;
}

std::optional<Representation> representation_of_format(std::string_view value) {
    std::string type = lower(trim(value));
    std::ranges::replace(type, ' ', '+');
    for (const auto& [representation, name] : k_types)
        if (type == name) return representation;
    return std::nullopt;
}

}  // namespace spoke::simple
