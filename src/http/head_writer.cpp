#include "http/head_writer.hpp"

#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <utility>

namespace spoke::http {
namespace {

constexpr std::size_t k_reason_limit = 120;

/// The next character of UTF-8 text; a broken byte comes out as U+FFFD.
struct Decoded {
    char32_t value;
    std::size_t size;
};

Decoded decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return {lead, 1};
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {0xfffd, 1};
    char32_t value = lead & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0U) != 0x80) return {0xfffd, 1};
        value = (value << 6U) | (next & 0x3fU);
    }
    return {value, size};
}

}  // namespace

HeadWriter& HeadWriter::add(std::string_view name, std::string_view value) {
    lines_ += name;
    lines_ += ": ";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80)
            lines_ += '?';
        else if (byte >= 0x20 && byte != 0x7f)
            lines_ += c;
    }
    lines_ += "\r\n";
    return *this;
}

HeadWriter& HeadWriter::add(std::string_view name, std::uint64_t value) {
    fmt::format_to(std::back_inserter(lines_), "{}: {}\r\n", name, value);
    return *this;
}

Block HeadWriter::finish(int status, std::string_view body) && {
    Block block = std::move(*this).finish_bodyless(status, body.size());
    block.bytes += body;
    return block;
}

Block HeadWriter::finish_bodyless(int status, std::uint64_t announced) && {
    add("Content-Length", announced);
    return std::move(*this).finish_empty(status);
}

Block HeadWriter::finish_empty(int status) && {
    Block block;
    block.status = status;
    block.bytes = std::move(lines_) + "\r\n";
    block.head_size = block.bytes.size();
    return block;
}

Answer answer_with(Block block) {
    const auto shared = std::make_shared<const Block>(std::move(block));
    Answer answer;
    answer.status = shared->status;
    answer.reason = shared->reason;
    answer.bytes = shared->bytes;
    answer.head_size = shared->head_size;
    answer.owner = shared;
    return answer;
}

std::string reason_phrase(std::string_view utf8) {
    std::string out;
    bool blank = true;  // runs of blanks and controls become one blank, none at the start
    while (!utf8.empty() && out.size() < k_reason_limit) {
        const Decoded next = decode(utf8);
        utf8.remove_prefix(next.size);
        const bool control = next.value < 0x20 || (next.value >= 0x7f && next.value < 0xa0);
        if (control || next.value == ' ') {
            if (!blank) out += ' ';
            blank = true;
            continue;
        }
        blank = false;
        out += next.value <= 0xff ? static_cast<char>(next.value) : '?';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string_view usual_reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

}  // namespace spoke::http
