#include "http/redact.hpp"

#include <algorithm>
#include <optional>

namespace spoke::http {
namespace {

constexpr std::string_view k_token_prefix = "spoke_";
constexpr std::string_view k_jwt_prefix = "eyJ";
constexpr std::string_view k_redacted = "[redacted]";
constexpr std::string_view k_shown_token = "spoke_[redacted]";

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return std::nullopt;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Unit {
    char value;
    std::size_t size;  ///< how many characters of the text spell it
};

/// One character, however often it is percent-encoded: `s`, `%73`, `%2573`, `%252573`.
Unit decode_unit(std::string_view text) {
    Unit unit{text.front(), 1};
    if (unit.value != '%') return unit;
    std::size_t digits = 1;
    while (text.substr(digits).starts_with("25")) digits += 2;
    if (text.size() < digits + 2) return unit;
    const auto high = hex_digit(text[digits]);
    const auto low = hex_digit(text[digits + 1]);
    if (!high || !low) return unit;
    return {static_cast<char>(*high * 16 + *low), digits + 2};
}

/// How much of the text spells the prefix; 0 if it does not.
std::size_t spelled(std::string_view text, std::string_view prefix, bool any_case) {
    std::size_t at = 0;
    for (const char wanted : prefix) {
        if (at >= text.size()) return 0;
        const Unit unit = decode_unit(text.substr(at));
        if ((any_case ? lower(unit.value) : unit.value) != wanted) return 0;
        at += unit.size;
    }
    return at;
}

bool is_token_character(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-' ||
           c == '.' || c == '~' || c == '+' || c == '=';
}

std::size_t token_size(std::string_view text) {
    // What was redacted before stays as it is.
    if (text.starts_with(k_redacted)) return k_redacted.size();
    std::size_t at = 0;
    while (at < text.size()) {
        const Unit unit = decode_unit(text.substr(at));
        if (!is_token_character(unit.value)) break;
        at += unit.size;
    }
    return at;
}

/// `user:password@` at the start of the text, which follows "//"; 0 if there is none.
std::size_t user_info_size(std::string_view text) {
    const std::size_t end = text.find_first_of("/?# \"'<>");
    const std::size_t at = text.substr(0, end).rfind('@');
    return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

std::string redact(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        // Only these characters begin a secret; runs of others are copied without a look.
        const std::size_t next = std::min(text.find_first_of("sS%eE/", at), text.size());
        out += text.substr(at, next - at);
        at = next;
        if (at == text.size()) break;
        const std::string_view rest = text.substr(at);
        const char c = lower(rest.front());
        if (c == 's' || c == '%') {
            if (const std::size_t prefix = spelled(rest, k_token_prefix, true); prefix != 0) {
                out += k_shown_token;
                at += prefix + token_size(rest.substr(prefix));
                continue;
            }
        }
        if (c == 'e' || c == '%') {
            if (const std::size_t prefix = spelled(rest, k_jwt_prefix, false); prefix != 0) {
                out += k_redacted;
                at += prefix + token_size(rest.substr(prefix));
                continue;
            }
        }
        if (rest.starts_with("//")) {
            out += "//";
            at += 2;
            if (const std::size_t size = user_info_size(text.substr(at)); size != 0) {
                out += k_redacted;
                out += '@';
                at += size;
            }
            continue;
        }
        out += rest.front();
        ++at;
    }
    return out;
}

}  // namespace spoke::http
