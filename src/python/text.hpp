#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spoke::python {

// ASCII only, whatever the locale; bytes above 0x7F are neither digit nor letter.
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_alphanumeric(char c) {
    return is_digit(c) || is_letter(c);
}
constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Only 0x20 to 0x7E.
bool is_printable_ascii(std::string_view text);

std::string to_lower(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);
bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix);

/// The bytes of the white space at the front of text as Python's `str.isspace` has it (Unicode's,
/// and U+001C to U+001F), for one character; 0 when it is none.
std::size_t space_at(std::string_view text);
std::size_t leading_spaces(std::string_view text);
/// Python's str.strip().
std::string_view strip(std::string_view text);
/// Without blanks and tabs at both ends.
std::string_view strip_blanks(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace spoke::python
