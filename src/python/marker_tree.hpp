#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace spoke::python {

enum class OperandKind { variable, literal };

struct MarkerOperand {
    OperandKind kind = OperandKind::literal;
    std::string value;  ///< a variable's name, or the text of a literal
};

/// `left op right`
struct MarkerComparison {
    MarkerOperand left;
    std::string op;
    MarkerOperand right;
};

enum class MarkerJoint { conjunction, disjunction };

struct MarkerGroup;
using MarkerAtom = std::variant<MarkerComparison, MarkerGroup>;

/// What stands between two parentheses: atoms, and one joint fewer. `and` binds closer than `or`.
struct MarkerGroup {
    std::vector<MarkerAtom> atoms;
    std::vector<MarkerJoint> joints;
};

/// A place in a requirement or marker.
struct Cursor {
    std::string_view text;
    std::size_t position = 0;

    std::string_view rest() const { return text.substr(position); }
    bool at_end() const { return position >= text.size(); }
    char peek() const { return at_end() ? '\0' : text[position]; }
    /// Moves over the character, if it is there.
    bool take(char c);
    /// Blanks and tabs. True if there was one.
    bool skip_blanks();
};

/// Reads a marker at the cursor, blanks around it included; where it ends is for the caller to
/// judge.
Result<MarkerGroup> parse_marker_at(Cursor& cursor);

/// `invalid`, with what was expected and at which byte.
std::unexpected<Error> fail_at(const Cursor& cursor, std::string_view expected);

/// Decodes a string literal of Python's, quotes included, as ast.literal_eval does.
Result<std::string> decode_python_string(std::string_view literal);

}  // namespace spoke::python
