#include "python/header_block.hpp"

#include <algorithm>

namespace spoke::python {

namespace {

bool is_break(char c) {
    return c == '\r' || c == '\n';
}

bool is_continuation(std::string_view line) {
    return line.starts_with(' ') || line.starts_with('\t');
}

/// RFC 5322 §3.6.8: printable ASCII but the colon; an empty name still counts as a header line.
bool is_header(std::string_view line) {
    const auto* const end =
        std::ranges::find_if_not(line, [](char c) { return c > ' ' && c < '\x7F' && c != ':'; });
    return end != line.end() && *end == ':';
}

class Splitter {
public:
    explicit Splitter(HeaderBlock& block) : block_(block) {}

    void take(std::string_view line) {
        if (is_continuation(line)) {
            if (open_) block_.headers.back().second += line;
            return;  // one before any header is dropped
        }
        close();
        const std::size_t colon = line.find(':');
        if (line.starts_with("From ") || colon == 0) return;
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        block_.headers.emplace_back(line.substr(0, colon), value);
        open_ = true;
    }

    void close() {
        if (!open_) return;
        std::string& value = block_.headers.back().second;
        while (!value.empty() && is_break(value.back())) value.pop_back();
        open_ = false;
    }

private:
    HeaderBlock& block_;
    bool open_ = false;
};

}  // namespace

std::string_view line_at(std::string_view text) {
    const std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos) return text;
    const bool two = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    return text.substr(0, end + (two ? 2 : 1));
}

Result<HeaderBlock> split_headers(std::string_view bytes, std::size_t header_limit) {
    HeaderBlock block;
    Splitter splitter(block);
    std::string_view rest = bytes;
    std::string_view last;
    std::size_t count = 0;
    while (!rest.empty()) {
        const std::string_view line = line_at(rest);
        if (!line.starts_with("From ") && !is_continuation(line) && !is_header(line)) break;
        splitter.take(line);
        if (block.headers.size() > header_limit)
            return fail(ErrorCode::too_large,
                        "more than " + std::to_string(header_limit) + " headers in metadata");
        rest.remove_prefix(line.size());
        last = line;
        ++count;
    }
    splitter.close();
    const bool separated = !rest.empty() && is_break(rest.front());
    if (separated) rest.remove_prefix(line_at(rest).size());
    block.body = rest;
    // A `From ` line that ends the headers is taken for the first one of the body.
    if (count > 1 && last.starts_with("From ")) block.from_line = last;
    return block;
}

}  // namespace spoke::python
