#include "python/requirement.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/encoding.hpp"
#include "python/marker_tree.hpp"
#include "python/specifier_scan.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

bool is_identifier_byte(char c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

/// The longest identifier: alphanumeric in front, and no `.` or `-` at its end.
std::string_view take_identifier(Cursor& cursor) {
    const std::string_view rest = cursor.rest();
    if (rest.empty() || !is_alphanumeric(rest.front())) return {};
    std::size_t length = 1;
    while (length < rest.size() && is_identifier_byte(rest[length])) ++length;
    while (rest[length - 1] == '.' || rest[length - 1] == '-') --length;
    cursor.position += length;
    return rest.substr(0, length);
}

Result<std::vector<std::string>> parse_extras(Cursor& cursor) {
    std::set<std::string> extras;
    if (!cursor.take('[')) return std::vector<std::string>();
    cursor.skip_blanks();
    std::string_view extra = take_identifier(cursor);
    while (!extra.empty()) {
        extras.emplace(extra);
        cursor.skip_blanks();
        if (!cursor.take(',')) break;
        cursor.skip_blanks();
        extra = take_identifier(cursor);
        if (extra.empty()) return fail_at(cursor, "an extra's name after ','");
    }
    cursor.skip_blanks();
    if (!cursor.take(']')) return fail_at(cursor, "',' or ']' among the extras");
    return std::vector<std::string>(extras.begin(), extras.end());
}

/// Clauses joined by commas; one after the last is let pass.
std::string_view take_clauses(Cursor& cursor) {
    const std::size_t start = cursor.position;
    while (const auto clause = scan_specifier(cursor.rest())) {
        cursor.position += clause->length;
        cursor.skip_blanks();
        if (!cursor.take(',')) break;
        cursor.skip_blanks();
    }
    return cursor.text.substr(start, cursor.position - start);
}

Result<SpecifierSet> parse_specifiers(Cursor& cursor) {
    const bool parenthesized = cursor.take('(');
    cursor.skip_blanks();
    const std::string_view clauses = take_clauses(cursor);
    cursor.skip_blanks();
    if (parenthesized && !cursor.take(')')) return fail_at(cursor, "')' after the versions");
    return SpecifierSet::parse(clauses);
}

std::string_view take_url(Cursor& cursor) {
    const std::string_view rest = cursor.rest();
    const std::string_view url = rest.substr(0, rest.find_first_of(" \t"));
    cursor.position += url.size();
    return url;
}

Result<void> parse_marker_into(Cursor& cursor, Requirement& requirement) {
    if (cursor.at_end()) return ok();
    if (!cursor.take(';'))
        return fail_at(cursor, requirement.url ? "';' and a marker after the URL"
                                               : "',' in the versions, ';' and a marker, or the "
                                                 "end");
    SPOKE_TRY(auto group, parse_marker_at(cursor));
    requirement.marker = Marker(std::move(group));
    if (!cursor.at_end()) return fail_at(cursor, "'and', 'or' or the end");
    return ok();
}

Result<void> parse_details(Cursor& cursor, Requirement& requirement) {
    if (cursor.take('@')) {
        cursor.skip_blanks();
        const std::string_view url = take_url(cursor);
        if (url.empty()) return fail_at(cursor, "a URL after '@'");
        requirement.url = std::string(url);
        cursor.skip_blanks();
    } else {
        SPOKE_TRY(requirement.specifiers, parse_specifiers(cursor));
        cursor.skip_blanks();
    }
    return parse_marker_into(cursor, requirement);
}

std::string assemble(const Requirement& requirement, const std::string& name,
                     const std::vector<std::string>& extras, const std::string& specifiers) {
    std::string out = name;
    for (std::size_t i = 0; i < extras.size(); ++i) out += (i == 0 ? "[" : ",") + extras[i];
    if (!extras.empty()) out += ']';
    out += specifiers;
    if (requirement.url) {
        out += " @ " + *requirement.url;
        if (requirement.marker) out += ' ';
    }
    if (requirement.marker) out += "; " + requirement.marker->text();
    return out;
}

}  // namespace

// packaging lets a name end in `_`; a project can't be called so (names and normalisation), and
// such a requirement is `invalid` here.
Result<Requirement> Requirement::parse(std::string_view text) {
    if (text.size() > k_max_bytes)
        return fail(ErrorCode::invalid, "a requirement of " + std::to_string(text.size()) +
                                            " bytes: more than " + std::to_string(k_max_bytes));
    Cursor cursor{text};
    cursor.skip_blanks();
    const std::string_view identifier = take_identifier(cursor);
    if (identifier.empty()) return fail_at(cursor, "a project's name");
    SPOKE_TRY(auto name, ProjectName::parse(identifier));
    Requirement requirement{std::move(name), {}, {}, {}, {}};
    cursor.skip_blanks();
    SPOKE_TRY(requirement.extras, parse_extras(cursor));
    cursor.skip_blanks();
    SPOKE_TRY(parse_details(cursor, requirement));
    return requirement;
}

std::string Requirement::text() const {
    return assemble(*this, name.written(), extras, specifiers.text());
}

std::string Requirement::canonical_text() const {
    std::set<std::string> normalized;
    for (const auto& extra : extras) normalized.insert(normalize_name(extra));
    return assemble(*this, name.normalized(), {normalized.begin(), normalized.end()},
                    specifiers.canonical_text());
}

}  // namespace spoke::python
