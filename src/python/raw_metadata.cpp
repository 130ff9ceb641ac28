#include "python/raw_metadata.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/encoding.hpp"
#include "python/header_block.hpp"
#include "python/metadata_fields.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

constexpr std::ptrdiff_t k_max_keywords = 20000;

struct HeaderValues {
    std::vector<std::string> values;
    bool valid = true;  ///< all of them are UTF-8
};

std::string from_latin1(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) out += static_cast<char>(0xC0U | (byte >> 6U));
        out += byte >= 0x80 ? static_cast<char>(0x80U | (byte & 0x3FU)) : c;
    }
    return out;
}

std::map<std::string, HeaderValues> group_headers(const HeaderBlock& block) {
    std::map<std::string, HeaderValues> groups;
    for (const auto& [name, value] : block.headers) {
        HeaderValues& group = groups[to_lower(name)];
        const bool valid = base::is_valid_utf8(value);
        group.valid = group.valid && valid;
        group.values.push_back(valid ? value : from_latin1(value));
    }
    return groups;
}

std::vector<std::string> split_keywords(std::string_view text) {
    std::vector<std::string> keywords;
    for (const std::string_view keyword : split(text, ',')) keywords.emplace_back(strip(keyword));
    return keywords;
}

/// Nothing where a label occurs twice: which URL is meant can't be told then.
std::optional<std::vector<std::pair<std::string, std::string>>> split_urls(
    const std::vector<std::string>& values) {
    std::vector<std::pair<std::string, std::string>> urls;
    std::set<std::string> labels;
    for (const std::string_view value : values) {
        const std::size_t comma = std::min(value.find(','), value.size());
        const auto label = strip(value.substr(0, comma));
        const auto url = strip(value.substr(std::min(comma + 1, value.size())));
        if (!labels.emplace(label).second) return std::nullopt;
        urls.emplace_back(label, url);
    }
    return urls;
}

/// False where the values do not fit the field.
bool store(RawMetadata& raw, const MetadataField& field, std::vector<std::string>& values) {
    const std::string key(field.key);
    switch (field.kind) {
        case FieldKind::text:
            if (values.size() != 1) return false;
            raw.strings[key] = std::move(values.front());
            return true;
        case FieldKind::keywords:
            // A field of eight million commas is no list of keywords, and would fill the memory.
            if (values.size() != 1 || std::ranges::count(values.front(), ',') > k_max_keywords)
                return false;
            raw.lists[key] = split_keywords(values.front());
            return true;
        case FieldKind::urls: {
            auto urls = split_urls(values);
            if (!urls) return false;
            raw.project_urls = *std::move(urls);
            return true;
        }
        case FieldKind::list:
            // A single empty Import-Name says that there is nothing to import (PEP 794).
            if (key == "import_names" && values.size() == 1 && values.front().empty())
                values.clear();
            raw.lists[key] = std::move(values);
            return true;
    }
    return false;
}

std::string header_value(const HeaderBlock& block, std::string_view lower_name) {
    for (const auto& [name, value] : block.headers)
        if (to_lower(name) == lower_name) return value;
    return {};
}

std::string boundary_of(std::string_view content_type) {
    for (const std::string_view part : split(content_type, ';')) {
        std::string_view parameter = strip(part);
        if (!starts_with_ignoring_case(parameter, "boundary=")) continue;
        parameter.remove_prefix(std::string_view("boundary=").size());
        if (parameter.size() > 1 && parameter.front() == '"' && parameter.back() == '"')
            parameter = parameter.substr(1, parameter.size() - 2);
        return std::string(parameter);
    }
    return {};
}

enum class Boundary { none, opens, closes };

/// Whether a line, its end included, is the one between parts or behind the last.
Boundary boundary_at(std::string_view line, std::string_view boundary) {
    if (!line.starts_with("--")) return Boundary::none;
    line.remove_prefix(2);
    if (!line.starts_with(boundary)) return Boundary::none;
    line.remove_prefix(boundary.size());
    const bool closes = line.starts_with("--");
    if (closes) line.remove_prefix(2);
    if (line.find_first_not_of(" \t\r\n") != std::string_view::npos) return Boundary::none;
    return closes ? Boundary::closes : Boundary::opens;
}

/// The body as text, which ends before a closing boundary; nothing where the headers say that it is
/// a message itself, or where it is made of parts (RFC 2046).
std::optional<std::string_view> text_of(const HeaderBlock& block, std::string_view body) {
    const std::string content_type = header_value(block, "content-type");
    const std::string type = to_lower(strip(split(content_type, ';').front()));
    if (std::ranges::count(type, '/') != 1) return body;
    if (type.starts_with("message/")) return std::nullopt;
    const std::string boundary = boundary_of(content_type);
    if (!type.starts_with("multipart/") || boundary.empty()) return body;
    std::size_t position = 0;
    while (position < body.size()) {
        const std::string_view line = line_at(body.substr(position));
        const Boundary found = boundary_at(line, boundary);
        if (found == Boundary::opens) return std::nullopt;
        if (found == Boundary::closes) return body.substr(0, position);
        position += line.size();
    }
    return body;
}

void store_description(RawMetadata& raw, const HeaderBlock& block) {
    const std::string whole = std::string(block.from_line).append(block.body);
    const auto text = text_of(block, whole);
    if (!text) {
        raw.unparsed["description"].emplace_back();
        return;
    }
    std::string body(*text);
    if (!base::is_valid_utf8(body)) {
        raw.unparsed["description"].push_back(std::move(body));
        return;
    }
    if (body.empty()) return;
    const auto header = raw.strings.find("description");
    if (header != raw.strings.end()) {  // which of the two is meant can't be told
        auto& unparsed = raw.unparsed["description"];
        unparsed.push_back(std::move(header->second));
        unparsed.push_back(std::move(body));
        raw.strings.erase(header);
    } else if (const auto twice = raw.unparsed.find("description"); twice != raw.unparsed.end()) {
        twice->second.push_back(std::move(body));
    } else {
        raw.strings["description"] = std::move(body);
    }
}

}  // namespace

std::string RawMetadata::string_or_empty(const std::string& key) const {
    const auto found = strings.find(key);
    return found == strings.end() ? std::string() : found->second;
}

const std::vector<std::string>& RawMetadata::list_or_empty(const std::string& key) const {
    static const std::vector<std::string> k_none;
    const auto found = lists.find(key);
    return found == lists.end() ? k_none : found->second;
}

Result<RawMetadata> parse_raw_metadata(std::string_view bytes) {
    if (bytes.size() > k_max_metadata_bytes)
        return fail(ErrorCode::too_large, "metadata of " + std::to_string(bytes.size()) +
                                              " bytes: more than " +
                                              std::to_string(k_max_metadata_bytes));
    SPOKE_TRY(const auto block, split_headers(bytes, k_max_metadata_headers));
    RawMetadata raw;
    for (auto& [name, group] : group_headers(block)) {
        const MetadataField* field = find_metadata_field(name);
        if (!group.valid || !field || !store(raw, *field, group.values))
            raw.unparsed[name] = std::move(group.values);
    }
    store_description(raw, block);
    return raw;
}

}  // namespace spoke::python
