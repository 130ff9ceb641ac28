#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "base/encoding.hpp"
#include "python/marker_tree.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

void append_utf8(std::string& out, std::uint32_t point) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
    };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::optional<std::uint32_t> read_hex(std::string_view text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    std::uint32_t value = 0;
    const char* const begin = text.data();
    const char* const end = begin + digits;
    const auto result = std::from_chars(begin, end, value, 16);
    if (result.ptr != end || result.ec != std::errc()) return std::nullopt;
    return value;
}

std::optional<char> simple_escape(char c) {
    switch (c) {
        case '\\':
            return '\\';
        case '\'':
            return '\'';
        case '"':
            return '"';
        case 'a':
            return '\a';
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        case 'v':
            return '\v';
        default:
            return std::nullopt;
    }
}

std::size_t octal_digits(std::string_view text) {
    std::size_t count = 0;
    while (count < 3 && count < text.size() && text[count] >= '0' && text[count] <= '7') ++count;
    return count;
}

/// Decodes the escape after a backslash. Answers how many bytes it took, or nothing.
std::optional<std::size_t> decode_escape(std::string_view text, std::string& out) {
    if (text.empty()) return std::nullopt;
    if (const auto simple = simple_escape(text.front())) {
        out += *simple;
        return 1;
    }
    if (text.front() == '\n') return 1;
    if (text.front() == '\r') return text.substr(1).starts_with('\n') ? 2 : 1;
    if (const std::size_t digits = octal_digits(text)) {
        std::uint32_t value = 0;
        const char* const begin = text.data();
        std::from_chars(begin, begin + digits, value, 8);
        append_utf8(out, value);
        return digits;
    }
    const char kind = text.front();
    if (kind == 'x' || kind == 'u' || kind == 'U') {
        const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
        const auto point = read_hex(text.substr(1), digits);
        const bool surrogate = point && *point >= 0xD800 && *point <= 0xDFFF;
        if (!point || surrogate || *point > 0x10FFFF) return std::nullopt;
        append_utf8(out, *point);
        return digits + 1;
    }
    if (kind == 'N') return std::nullopt;
    out += '\\';  // an unknown escape stands for itself
    return 0;
}

}  // namespace

Result<std::string> decode_python_string(std::string_view literal) {
    SPOKE_ASSERT(literal.size() >= 2);
    std::string_view body = literal.substr(1, literal.size() - 2);
    std::string out;
    while (!body.empty()) {
        const char c = body.front();
        body.remove_prefix(1);
        if (c == '\n' || c == '\r' || c == '\0')
            return fail(ErrorCode::invalid, "a line break or NUL in a string");
        if (c != '\\') {
            out += c;
            continue;
        }
        const auto taken = decode_escape(body, out);
        if (!taken)
            return fail(ErrorCode::invalid,
                        "a wrong escape in the string " + base::printable(literal, 80));
        body.remove_prefix(*taken);
    }
    return out;
}

}  // namespace spoke::python
