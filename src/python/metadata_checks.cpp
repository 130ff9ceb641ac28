#include "python/metadata_checks.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/encoding.hpp"
#include "python/metadata_fields.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

using base::printable;

constexpr std::array<std::string_view, 35> k_keywords{
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
constexpr std::array<std::string_view, 3> k_content_types{"text/plain", "text/x-rst",
                                                          "text/markdown"};
constexpr std::array<std::string_view, 3> k_never_dynamic{"metadata-version", "name", "version"};

constexpr std::size_t k_max_import_name = 4096;

template <class Range, class Value>
bool is_in(const Range& range, const Value& value) {
    return std::ranges::find(range, value) != range.end();
}

void warn(Findings& findings, std::string code, std::string_view where, std::string text) {
    findings.push_back(
        {Severity::warning, std::move(code), std::string(where), std::move(text), {}});
}

/// Its place among the metadata versions, which are ordered.
std::optional<std::ptrdiff_t> age_of(std::string_view version) {
    const auto* const found = std::ranges::find(k_metadata_versions, version);
    if (found == k_metadata_versions.end()) return std::nullopt;
    return found - k_metadata_versions.begin();
}

bool is_present(const RawMetadata& raw, const MetadataField& field) {
    const std::string key(field.key);
    if (field.kind == FieldKind::urls) return !raw.project_urls.empty();
    return raw.strings.contains(key) || raw.lists.contains(key);
}

void check_ages(const CoreMetadata& metadata, Findings& findings) {
    const auto age = age_of(metadata.metadata_version);
    if (!age) {
        warn(findings, "unknown_metadata_version", "metadata-version",
             "'" + printable(metadata.metadata_version, 40) + "' is no version of core metadata");
        return;
    }
    for (const auto& field : k_metadata_fields)
        if (is_present(metadata.raw, field) && *age_of(field.added) > *age)
            warn(findings, "field_too_new", field.header,
                 "introduced in metadata version " + std::string(field.added) + ", not in " +
                     metadata.metadata_version);
}

void check_unparsed(const RawMetadata& raw, Findings& findings) {
    for (const auto& [name, values] : raw.unparsed) {
        const bool known = find_metadata_field(name) != nullptr;
        warn(findings, known ? "malformed_field" : "unknown_field", name,
             known ? "given more than once, or not UTF-8" : "no field of core metadata");
    }
}

/// The characters at which Python's str.splitlines breaks a line.
bool has_line_break(std::string_view text) {
    constexpr std::string_view k_single = "\n\r\v\f\x1c\x1d\x1e";
    return text.find_first_of(k_single) != std::string_view::npos || text.contains("\xC2\x85") ||
           text.contains("\xE2\x80\xA8") || text.contains("\xE2\x80\xA9");
}

void check_texts(const CoreMetadata& metadata, Findings& findings) {
    if (has_line_break(metadata.summary))
        warn(findings, "summary_of_many_lines", "summary", "must be a single line");
    if (!metadata.raw.strings.contains("description_content_type")) return;
    const auto type = to_lower(strip(split(metadata.description_content_type, ';').front()));
    if (!is_in(k_content_types, type))
        warn(findings, "invalid_content_type", "description-content-type",
             "'" + printable(type, 80) + "' is none of text/plain, text/x-rst, text/markdown");
}

void check_lists(const CoreMetadata& metadata, Findings& findings) {
    for (const auto& field : metadata.dynamic)
        if (is_in(k_never_dynamic, field) || !find_metadata_field(field))
            warn(findings, "invalid_dynamic", "dynamic",
                 "'" + printable(field, 80) + "' can't be a dynamic field");
    for (const auto& extra : metadata.provides_extra)
        if (!is_valid_name(extra))
            warn(findings, "invalid_extra", "provides-extra",
                 "'" + printable(extra, 80) + "' is no name for an extra");
}

bool has_drive(std::string_view path) {
    return path.size() > 2 && is_letter(path[0]) && path[1] == ':' && path[2] == '/';
}

/// Relative, resolved, with `/` between its parts and nothing left to normalize.
bool is_plain_path(std::string_view path) {
    if (path == ".") return true;
    if (path.contains("..") || path.contains('*') || path.contains('\\')) return false;
    if (path.starts_with('/') || has_drive(path)) return false;
    return std::ranges::none_of(split(path, '/'),
                                [](std::string_view part) { return part.empty() || part == "."; });
}

void check_license_files(const CoreMetadata& metadata, Findings& findings) {
    for (const auto& path : metadata.license_files)
        if (!is_plain_path(path))
            warn(findings, "invalid_license_file", "license-file",
                 "'" + printable(path, 120) + "' is not a plain relative path");
}

bool is_identifier(std::string_view text) {
    const auto fits = [](char c) {
        return is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, fits) &&
           !is_in(k_keywords, text);
}

/// `package.module`, or `package.module ; private` (PEP 794).
bool is_import_name(std::string_view text) {
    if (text.size() > k_max_import_name) return false;
    const std::size_t semicolon = text.find(';');
    std::string_view name = text.substr(0, semicolon);
    while (!name.empty() && space_at(name.substr(name.size() - 1)) == 1) name.remove_suffix(1);
    if (!std::ranges::all_of(split(name, '.'), is_identifier)) return false;
    if (semicolon == std::string_view::npos) return true;
    const std::string_view option = text.substr(semicolon + 1);
    return option.substr(leading_spaces(option)) == "private";
}

void check_import_names(const std::vector<std::string>& names, std::string_view header,
                        Findings& findings) {
    for (const auto& name : names)
        if (!is_import_name(name))
            warn(findings, "invalid_import_name", header,
                 "'" + printable(name, 120) + "' is no name of a module");
}

}  // namespace

void check_metadata(const CoreMetadata& metadata, Findings& findings) {
    check_ages(metadata, findings);
    check_unparsed(metadata.raw, findings);
    check_texts(metadata, findings);
    check_lists(metadata, findings);
    check_license_files(metadata, findings);
    check_import_names(metadata.import_names, "import-name", findings);
    check_import_names(metadata.import_namespaces, "import-namespace", findings);
}

}  // namespace spoke::python
