#include "python/project_name.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

bool is_separator(char c) {
    return c == '-' || c == '_' || c == '.';
}

}  // namespace

std::string normalize_name(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (!is_separator(c))
            out += to_lower(c);
        else if (out.empty() || out.back() != '-')
            out += '-';
    }
    return out;
}

bool is_valid_name(std::string_view text) {
    return !text.empty() && text.size() <= ProjectName::k_max_name_bytes &&
           is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || is_separator(c); });
}

Result<ProjectName> ProjectName::parse(std::string_view text) {
    if (!is_valid_name(text))
        return fail(ErrorCode::invalid,
                    "project name '" + base::printable(text, 80) +
                        "': only ASCII letters, digits, '.', '_' and '-', with a letter or digit "
                        "at both ends");
    return ProjectName(normalize_name(text), std::string(text));
}

std::string ProjectName::file_part() const {
    std::string part = normalized_;
    std::ranges::replace(part, '-', '_');
    return part;
}

}  // namespace spoke::python
