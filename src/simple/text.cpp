#include "simple/text.hpp"

#include "base/encoding.hpp"

#include <algorithm>

namespace spoke::simple {

namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";
constexpr std::string_view k_hex = "0123456789abcdef";

/// The length of the UTF-8 sequence at the start of text, or 0 where there is none.
std::size_t sequence_length(std::string_view text) {
    for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length)
        if (base::is_valid_utf8(text.substr(0, length))) return length;
    return 0;
}

void append_escape(std::string& out, unsigned char byte) {
    switch (byte) {
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    out += "\\u00";
    out += k_hex[byte >> 4U];
    out += k_hex[byte & 15U];
}

bool is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

}  // namespace

std::string repair_utf8(std::string_view text) {
    if (base::is_valid_utf8(text)) return std::string(text);
    std::string out;
    while (!text.empty()) {
        const auto length = sequence_length(text);
        if (length == 0) {
            out += k_replacement;
            text.remove_prefix(1);
            continue;
        }
        out += text.substr(0, length);
        text.remove_prefix(length);
    }
    return out;
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text.front());
        if (byte < 0x80) {
            if (is_plain(byte)) {
                out += text.front();
            } else if (byte == '"' || byte == '\\') {
                out += '\\';
                out += text.front();
            } else {
                append_escape(out, byte);
            }
            text.remove_prefix(1);
            continue;
        }
        const auto length = sequence_length(text);
        if (length == 0) {
            out += k_replacement;
            text.remove_prefix(1);
            continue;
        }
        const auto sequence = text.substr(0, length);
        if (sequence == "\xE2\x80\xA8")
            out += "\\u2028";
        else if (sequence == "\xE2\x80\xA9")
            out += "\\u2029";
        else
            out += sequence;
        text.remove_prefix(length);
    }
    out += '"';
}

std::vector<std::string_view> versions_of(const ProjectPage& page) {
    std::vector<std::string_view> versions;
    for (const auto& file : page.files)
        if (!file.version.empty() && (versions.empty() || versions.back() != file.version))
            versions.push_back(file.version);
    // Sorted files have equal versions side by side, unless `1.0` and `1.0.0` alternate.
    std::vector<std::string_view> unique;
    for (const auto version : versions)
        if (std::ranges::find(unique, version) == unique.end()) unique.push_back(version);
    return unique;
}

}  // namespace spoke::simple
