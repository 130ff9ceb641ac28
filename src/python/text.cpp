#include "python/text.hpp"

#include <algorithm>

namespace spoke::python {

bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string to_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = to_lower(c);
    return out;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right,
                              [](char a, char b) { return to_lower(a) == to_lower(b); });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
    return text.size() >= lower_prefix.size() &&
           equal_ignoring_case(text.substr(0, lower_prefix.size()), lower_prefix);
}

std::size_t space_at(std::string_view text) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    if ((byte(0) >= 0x09 && byte(0) <= 0x0D) || (byte(0) >= 0x1C && byte(0) <= 0x20)) return 1;
    if (text.size() < 2) return 0;
    if (byte(0) == 0xC2 && (byte(1) == 0x85 || byte(1) == 0xA0)) return 2;
    if (text.size() < 3) return 0;
    const std::string_view three = text.substr(0, 3);
    const bool in_2000_block =
        three.substr(0, 2) == "\xE2\x80" && ((byte(2) >= 0x80 && byte(2) <= 0x8A) ||
                                             byte(2) == 0xA8 || byte(2) == 0xA9 || byte(2) == 0xAF);
    const bool other =
        three == "\xE1\x9A\x80" || three == "\xE2\x81\x9F" || three == "\xE3\x80\x80";
    return in_2000_block || other ? 3 : 0;
}

std::size_t leading_spaces(std::string_view text) {
    std::size_t length = 0;
    while (const std::size_t one = space_at(text.substr(length))) length += one;
    return length;
}

std::string_view strip(std::string_view text) {
    text.remove_prefix(leading_spaces(text));
    while (!text.empty()) {
        std::size_t shorter = 0;
        for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length)
            if (space_at(text.substr(text.size() - length)) == length) shorter = length;
        if (shorter == 0) break;
        text.remove_suffix(shorter);
    }
    return text;
}

std::string_view strip_blanks(std::string_view text) {
    const auto blank = [](char c) {
        return c == ' ' || c == '\t';
    };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace spoke::python
