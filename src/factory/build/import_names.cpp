#include "factory/build/import_names.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace spoke::factory {
namespace {

constexpr std::size_t k_max_names = 30;

bool is_identifier(std::string_view text) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto part = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9');
    };
    return !text.empty() && letter(text.front()) && std::ranges::all_of(text, part);
}

/// The module of a file's name: `x.py`, `x.cpython-311-x86_64-linux-gnu.so`, `x.abi3.so`.
std::string_view module_of(std::string_view file) {
    if (file.ends_with(".py")) return file.substr(0, file.size() - 3);
    if (file.ends_with(".so")) return file.substr(0, file.find('.'));
    return {};
}

/// `a/b/c.py` in its place under purelib or platlib, where installers put it.
std::string_view installed_path(std::string_view path) {
    for (const std::string_view scheme : {"purelib/", "platlib/"}) {
        const auto data = path.find(".data/");
        if (data == std::string_view::npos || path.find('/') < data) continue;
        const auto inner = path.substr(data + 6);
        if (inner.starts_with(scheme)) return inner.substr(scheme.size());
    }
    return path.find(".data/") < path.find('/') ? std::string_view() : path;
}

}  // namespace

std::vector<std::string> import_names(const std::vector<archive::Member>& members,
                                      const std::string& dist_info) {
    std::set<std::string> packages;
    std::set<std::string> names;
    std::set<std::string> nested;
    for (const auto& member : members) {
        const auto path = installed_path(member.path);
        if (path.empty() || path.starts_with(dist_info + "/")) continue;
        const auto slash = path.find('/');
        if (slash == std::string_view::npos) {
            if (is_identifier(module_of(path))) names.emplace(module_of(path));
            continue;
        }
        const auto top = path.substr(0, slash);
        const auto rest = path.substr(slash + 1);
        if (!is_identifier(top)) continue;
        if (rest == "__init__.py") packages.emplace(top);
        const auto inner = rest.substr(0, rest.find('/'));
        if (rest == std::string(inner) + "/__init__.py" && is_identifier(inner))
            nested.insert(std::string(top) + "." + std::string(inner));
    }
    for (const auto& name : nested)
        if (!packages.contains(name.substr(0, name.find('.')))) names.insert(name);
    names.insert(packages.begin(), packages.end());
    std::vector<std::string> all(names.begin(), names.end());
    if (all.size() > k_max_names) all.resize(k_max_names);
    return all;
}

}  // namespace spoke::factory
