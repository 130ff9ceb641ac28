#include "python/csv.hpp"

#include <algorithm>

namespace spoke::python {

Result<std::string> CsvReader::quoted_field() {
    const std::size_t first_line = line_;
    std::string field;
    rest_.remove_prefix(1);
    while (true) {
        const std::size_t quote = rest_.find('"');
        if (quote == std::string_view::npos)
            return fail(ErrorCode::invalid,
                        "line " + std::to_string(first_line) + ": a quote that is never closed");
        line_ += static_cast<std::size_t>(std::ranges::count(rest_.substr(0, quote), '\n'));
        field += rest_.substr(0, quote);
        rest_.remove_prefix(quote + 1);
        if (!rest_.starts_with('"')) break;
        field += '"';
        rest_.remove_prefix(1);
    }
    if (!rest_.empty() && std::string_view(",\r\n").find(rest_.front()) == std::string_view::npos)
        return fail(ErrorCode::invalid,
                    "line " + std::to_string(line_) + ": text behind a closing quote");
    return field;
}

Result<std::string> CsvReader::next_field() {
    if (rest_.starts_with('"')) return quoted_field();
    const std::size_t length = std::min(rest_.find_first_of(",\r\n"), rest_.size());
    std::string field(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return field;
}

Result<std::vector<std::string>> CsvReader::next_row() {
    std::vector<std::string> fields;
    while (true) {
        SPOKE_TRY(auto field, next_field());
        fields.push_back(std::move(field));
        if (!rest_.starts_with(',')) break;
        rest_.remove_prefix(1);
    }
    if (!rest_.empty()) {
        rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
        ++line_;
    }
    return fields;
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

}  // namespace spoke::python
