#include "factory/check/importable.hpp"

#include <algorithm>

#include "archive/path_rules.hpp"
#include "factory/check/binary_kind.hpp"
#include "factory/check/explanations.hpp"

namespace spoke::factory {
namespace {

bool is_code(std::string_view path) {
    return path.ends_with(".py") || has_native_ending(path);
}

/// The path where the member stands in site-packages; empty for what goes elsewhere.
std::string_view in_site_packages(std::string_view neutral) {
    if (neutral.starts_with("{dist-info}/")) return {};
    for (const std::string_view scheme : {"{data}/purelib/", "{data}/platlib/"})
        if (neutral.starts_with(scheme)) return neutral.substr(scheme.size());
    return neutral.starts_with("{data}/") ? std::string_view{} : neutral;
}

}  // namespace

std::set<std::string> importable_names(const WheelContent& wheel) {
    std::set<std::string> names;
    for (const auto& member : wheel.members) {
        const auto neutral = neutral_path(member.path, wheel.dist_info);
        const auto path = in_site_packages(neutral);
        if (!is_code(path)) continue;
        const auto slash = path.find('/');
        // `x.cpython-311-x86_64-linux-gnu.so` is imported as `x`.
        const auto end = slash == std::string_view::npos ? path.find('.') : slash;
        const auto top = path.substr(0, end);
        // Folders that auditwheel and delvewheel make, and others with no importable name.
        if (slash != std::string_view::npos && top.find('.') != std::string_view::npos) continue;
        if (top.find('-') != std::string_view::npos) continue;
        names.emplace(top);
    }
    return names;
}

bool is_licence_path(std::string_view neutral) {
    constexpr std::string_view k_folder = "{dist-info}/";
    if (!neutral.starts_with(k_folder)) return false;
    const auto name = archive::fold_case(neutral.substr(k_folder.size()));
    if (name.starts_with("licenses/") || name.starts_with("license_files/")) return true;
    if (name.find('/') != std::string::npos) return false;
    constexpr std::string_view k_starts[] = {"license", "licence", "copying",
                                             "notice",  "authors", "copyright"};
    return std::ranges::any_of(k_starts, [&](auto start) { return name.starts_with(start); });
}

}  // namespace spoke::factory
