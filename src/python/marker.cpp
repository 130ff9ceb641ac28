#include "python/marker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.hpp"
#include "python/marker_tree.hpp"
#include "python/project_name.hpp"
#include "python/specifier.hpp"

namespace spoke::python {

namespace {

constexpr std::array<std::string_view, 4> k_version_variables{
    "implementation_version", "platform_release", "python_full_version", "python_version"};

std::string quoted(const std::string& value) {
    // A value with both kinds of quotes can't be written; packaging raises an error there.
    const char quote = value.contains('"') ? '\'' : '"';
    return quote + value + quote;
}

std::string operand_text(const MarkerOperand& operand) {
    return operand.kind == OperandKind::variable ? operand.value : quoted(operand.value);
}

enum class Place { top, nested };

std::string group_text(const MarkerGroup& group, Place place);

std::string atom_text(const MarkerAtom& atom) {
    if (const auto* group = std::get_if<MarkerGroup>(&atom))
        return group_text(*group, Place::nested);
    const auto& comparison = std::get<MarkerComparison>(atom);
    return operand_text(comparison.left) + " " + comparison.op + " " +
           operand_text(comparison.right);
}

std::string group_text(const MarkerGroup& group, Place place) {
    if (group.atoms.size() == 1) {
        const auto* inner = std::get_if<MarkerGroup>(&group.atoms.front());
        return inner ? group_text(*inner, place) : atom_text(group.atoms.front());
    }
    std::string out;
    for (std::size_t i = 0; i < group.atoms.size(); ++i) {
        if (i > 0) out += group.joints[i - 1] == MarkerJoint::conjunction ? " and " : " or ";
        out += atom_text(group.atoms[i]);
    }
    return place == Place::top ? out : "(" + out + ")";
}

std::unexpected<Error> undefined(const MarkerComparison& comparison) {
    return fail(ErrorCode::invalid, "the marker '" + base::printable(atom_text(comparison), 200) +
                                        "' has no meaning: see the operators and variables of the "
                                        "dependency specifiers");
}

Result<bool> compare(const std::string& left, const std::string& right, std::string_view variable,
                     const MarkerComparison& comparison) {
    const std::string& op = comparison.op;
    if (std::ranges::find(k_version_variables, variable) != k_version_variables.end()) {
        if (const auto specifier = Specifier::parse(op + right))
            return specifier->matches_text(left);
    }
    if (op == "in") return right.contains(left);
    if (op == "not in") return !right.contains(left);
    if (op == "==" || op == "<=" || op == ">=") return left == right;
    if (op == "!=") return left != right;
    if (op == "<" || op == ">") return false;
    return undefined(comparison);
}

Result<bool> evaluate(const MarkerComparison& comparison, const MarkerEnvironment& environment) {
    const auto& [left, op, right] = comparison;
    // As in packaging: beside a variable on the left, the right side is taken as text even when it
    // is a variable; else the right side names the variable even when it is a literal.
    if (left.kind == OperandKind::variable) {
        const std::string* value = environment.find(left.value);
        if (!value) return undefined(comparison);
        return compare(*value, right.value, left.value, comparison);
    }
    const std::string* value = environment.find(right.value);
    if (!value) return undefined(comparison);
    return compare(left.value, *value, right.value, comparison);
}

// Nothing is skipped, so that a comparison without meaning is found whatever the rest says.
Result<bool> evaluate(const MarkerGroup& group, const MarkerEnvironment& environment) {
    bool any = false;
    bool all = true;
    for (std::size_t i = 0; i < group.atoms.size(); ++i) {
        if (i > 0 && group.joints[i - 1] == MarkerJoint::disjunction) {
            any = any || all;
            all = true;
        }
        const auto evaluate_one = [&](const auto& one) {
            return evaluate(one, environment);
        };
        SPOKE_TRY(const bool holds, std::visit(evaluate_one, group.atoms[i]));
        all = all && holds;
    }
    return any || all;
}

bool mentions(const MarkerGroup& group, std::string_view variable) {
    const auto is_it = [&](const MarkerOperand& operand) {
        return operand.kind == OperandKind::variable && operand.value == variable;
    };
    return std::ranges::any_of(group.atoms, [&](const MarkerAtom& atom) {
        if (const auto* inner = std::get_if<MarkerGroup>(&atom)) return mentions(*inner, variable);
        const auto& comparison = std::get<MarkerComparison>(atom);
        return is_it(comparison.left) || is_it(comparison.right);
    });
}

}  // namespace

const std::string* MarkerEnvironment::find(std::string_view variable) const {
    const std::array<std::pair<std::string_view, const std::string*>, 12> all{{
        {"implementation_name", &implementation_name},
        {"implementation_version", &implementation_version},
        {"os_name", &os_name},
        {"platform_machine", &platform_machine},
        {"platform_python_implementation", &platform_python_implementation},
        {"platform_release", &platform_release},
        {"platform_system", &platform_system},
        {"platform_version", &platform_version},
        {"python_full_version", &python_full_version},
        {"python_version", &python_version},
        {"sys_platform", &sys_platform},
        {"extra", &extra},
    }};
    for (const auto& [name, value] : all)
        if (name == variable) return value;
    return nullptr;
}

MarkerEnvironment debian12_environment() {
    MarkerEnvironment environment;
    environment.implementation_name = "cpython";
    environment.implementation_version = "3.11.2";
    environment.os_name = "posix";
    environment.platform_machine = "x86_64";
    environment.platform_python_implementation = "CPython";
    environment.platform_release = "6.1.0";
    environment.platform_system = "Linux";
    environment.platform_version = "#1 SMP Debian";
    environment.python_full_version = "3.11.2";
    environment.python_version = "3.11";
    environment.sys_platform = "linux";
    return environment;
}

Marker::Marker(MarkerGroup root) : root_(std::make_shared<const MarkerGroup>(std::move(root))) {}

Result<Marker> Marker::parse(std::string_view text) {
    if (text.size() > k_max_bytes)
        return fail(ErrorCode::invalid, "a marker of " + std::to_string(text.size()) +
                                            " bytes: more than " + std::to_string(k_max_bytes));
    Cursor cursor{text};
    SPOKE_TRY(auto group, parse_marker_at(cursor));
    if (!cursor.at_end()) return fail_at(cursor, "'and', 'or' or the end");
    return Marker(std::move(group));
}

Result<bool> Marker::evaluate(const MarkerEnvironment& environment) const {
    MarkerEnvironment repaired = environment;
    repaired.extra = normalize_name(environment.extra);
    // Untagged builds of CPython call themselves `3.13.0a0+`, which is no version.
    if (repaired.python_full_version.ends_with('+')) repaired.python_full_version += "local";
    return python::evaluate(*root_, repaired);
}

Result<bool> Marker::evaluate_with_extras(const MarkerEnvironment& environment,
                                          const std::set<std::string>& extras) const {
    MarkerEnvironment with_extra = environment;
    with_extra.extra.clear();
    SPOKE_TRY(bool holds, evaluate(with_extra));
    for (const auto& extra : extras) {
        if (holds) break;
        with_extra.extra = extra;
        SPOKE_TRY(holds, evaluate(with_extra));
    }
    return holds;
}

bool Marker::mentions_extra() const {
    return mentions(*root_, "extra");
}

std::string Marker::text() const {
    return group_text(*root_, Place::top);
}

}  // namespace spoke::python
