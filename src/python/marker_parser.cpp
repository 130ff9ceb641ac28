#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/encoding.hpp"
#include "python/marker.hpp"
#include "python/marker_tree.hpp"
#include "python/project_name.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

constexpr std::string_view k_implementation = "platform_python_implementation";

// As written, dotted and short forms from before PEP 508 included.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> k_variables{{
    {"dependency_groups", "dependency_groups"},
    {"extra", "extra"},
    {"extras", "extras"},
    {"implementation_name", "implementation_name"},
    {"implementation_version", "implementation_version"},
    {"os.name", "os_name"},
    {"os_name", "os_name"},
    {"platform.machine", "platform_machine"},
    {"platform.python_implementation", k_implementation},
    {"platform.version", "platform_version"},
    {"platform_machine", "platform_machine"},
    {"platform_python_implementation", k_implementation},
    {"platform_release", "platform_release"},
    {"platform_system", "platform_system"},
    {"platform_version", "platform_version"},
    {"python_full_version", "python_full_version"},
    {"python_implementation", k_implementation},
    {"python_version", "python_version"},
    {"sys.platform", "sys_platform"},
    {"sys_platform", "sys_platform"},
}};

constexpr std::array<std::string_view, 8> k_operators{
    "===", "==", "~=", "!=", "<=", ">=", "<", ">"};

bool is_word(char c) {
    return is_alphanumeric(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Moves over the word, if it stands there whole.
bool take_word(Cursor& cursor, std::string_view word) {
    if (!cursor.rest().starts_with(word)) return false;
    const std::size_t end = cursor.position + word.size();
    if (end < cursor.text.size() && is_word(cursor.text[end])) return false;
    cursor.position = end;
    return true;
}

Result<MarkerOperand> parse_operand(Cursor& cursor) {
    for (const auto& [written, name] : k_variables)
        if (take_word(cursor, written))
            return MarkerOperand{OperandKind::variable, std::string(name)};
    const char quote = cursor.peek();
    if (quote != '\'' && quote != '"') return fail_at(cursor, "a marker variable or a string");
    const std::size_t end = cursor.text.find(quote, cursor.position + 1);
    if (end == std::string_view::npos) return fail_at(cursor, "the end of a string");
    const auto literal = cursor.text.substr(cursor.position, end + 1 - cursor.position);
    SPOKE_TRY(auto value, decode_python_string(literal));
    cursor.position = end + 1;
    return MarkerOperand{OperandKind::literal, std::move(value)};
}

Result<std::string> parse_operator(Cursor& cursor) {
    if (take_word(cursor, "in")) return "in";
    if (take_word(cursor, "not")) {
        if (!cursor.skip_blanks()) return fail_at(cursor, "a blank after 'not'");
        if (!take_word(cursor, "in")) return fail_at(cursor, "'in' after 'not'");
        return "not in";
    }
    for (const std::string_view op : k_operators) {
        if (!cursor.rest().starts_with(op)) continue;
        cursor.position += op.size();
        return std::string(op);
    }
    return fail_at(cursor, "one of <= < != == >= > ~= === in, not in");
}

bool is_variable(const MarkerOperand& operand, std::string_view name) {
    return operand.kind == OperandKind::variable && operand.value == name;
}

/// PEP 685: names of extras are compared in their normalized form.
void normalize_extras(MarkerComparison& comparison) {
    auto& [left, op, right] = comparison;
    if (is_variable(left, "extra") && right.kind == OperandKind::literal)
        right.value = normalize_name(right.value);
    const bool names_extra = is_variable(right, "extra") || is_variable(right, "extras") ||
                             is_variable(right, "dependency_groups");
    if (names_extra && left.kind == OperandKind::literal) left.value = normalize_name(left.value);
}

Result<MarkerComparison> parse_comparison(Cursor& cursor) {
    MarkerComparison comparison;
    SPOKE_TRY(comparison.left, parse_operand(cursor));
    cursor.skip_blanks();
    SPOKE_TRY(comparison.op, parse_operator(cursor));
    cursor.skip_blanks();
    SPOKE_TRY(comparison.right, parse_operand(cursor));
    normalize_extras(comparison);
    return comparison;
}

Result<MarkerGroup> parse_group(Cursor& cursor, std::size_t depth);

Result<MarkerAtom> parse_atom(Cursor& cursor, std::size_t depth) {
    cursor.skip_blanks();
    if (!cursor.take('(')) {
        SPOKE_TRY(auto comparison, parse_comparison(cursor));
        cursor.skip_blanks();
        return MarkerAtom(std::move(comparison));
    }
    if (depth == 0)
        return fail(ErrorCode::invalid, "a marker with more than " +
                                            std::to_string(Marker::k_max_depth) +
                                            " levels of parentheses");
    SPOKE_TRY(auto group, parse_group(cursor, depth - 1));
    if (!cursor.take(')')) return fail_at(cursor, "')'");
    cursor.skip_blanks();
    return MarkerAtom(std::move(group));
}

Result<MarkerGroup> parse_group(Cursor& cursor, std::size_t depth) {
    MarkerGroup group;
    while (true) {
        SPOKE_TRY(auto atom, parse_atom(cursor, depth));
        group.atoms.push_back(std::move(atom));
        if (take_word(cursor, "and"))
            group.joints.push_back(MarkerJoint::conjunction);
        else if (take_word(cursor, "or"))
            group.joints.push_back(MarkerJoint::disjunction);
        else
            return group;
    }
}

}  // namespace

bool Cursor::take(char c) {
    if (at_end() || text[position] != c) return false;
    ++position;
    return true;
}

bool Cursor::skip_blanks() {
    const std::size_t start = position;
    while (peek() == ' ' || peek() == '\t') ++position;
    return position > start;
}

std::unexpected<Error> fail_at(const Cursor& cursor, std::string_view expected) {
    return fail(ErrorCode::invalid, "expected " + std::string(expected) + " at byte " +
                                        std::to_string(cursor.position + 1) + " of '" +
                                        base::printable(cursor.text, 200) + "'");
}

Result<MarkerGroup> parse_marker_at(Cursor& cursor) {
    return parse_group(cursor, Marker::k_max_depth);
}

}  // namespace spoke::python
