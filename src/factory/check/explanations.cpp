#include "factory/check/explanations.hpp"

#include <array>

namespace spoke::factory {
namespace {

struct Shipped {
    std::string_view project;
    std::string_view path;
    std::string_view reason;
};

constexpr std::string_view k_launchers =
    "Launchers for Windows that upstream keeps ready-made in its source; they are not used on "
    "other systems and no build of the project makes them.";
constexpr std::string_view k_test_archives =
    "Archives that pkg_resources' own tests read as data; nothing imports or installs them.";

constexpr std::array k_shipped{
    Shipped{"setuptools", "setuptools/cli*.exe", k_launchers},
    Shipped{"setuptools", "setuptools/gui*.exe", k_launchers},
    Shipped{"setuptools", "pkg_resources/tests/data/*", k_test_archives},
    Shipped{"pip", "pip/_vendor/distlib/*.exe", k_launchers},
    Shipped{"distlib", "distlib/*.exe", k_launchers},
    Shipped{"python-dateutil", "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
            "Time zone data that the release's script makes from the tz database; no code."},
};

}  // namespace

std::vector<Explanation> shipped_explanations(const python::ProjectName& project) {
    std::vector<Explanation> found;
    for (const auto& one : k_shipped)
        if (one.project == project.normalized())
            found.push_back({std::string(one.path), std::string(one.reason)});
    return found;
}

bool matches_pattern(std::string_view pattern, std::string_view path) {
    std::size_t at = 0;
    std::size_t place = 0;
    std::size_t star = std::string_view::npos;
    std::size_t taken = 0;
    while (place < path.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            taken = place;
        } else if (at < pattern.size() && pattern[at] == path[place]) {
            ++at;
            ++place;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            place = ++taken;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

const std::string* find_explanation(const std::vector<Explanation>& explanations,
                                    std::string_view path) {
    for (const auto& one : explanations)
        if (matches_pattern(one.path, path)) return &one.reason;
    return nullptr;
}

std::string neutral_path(std::string_view path, std::string_view dist_info) {
    constexpr std::string_view k_ending = ".dist-info";
    const auto base = dist_info.substr(0, dist_info.size() - k_ending.size());
    const auto top = path.substr(0, path.find('/'));
    if (top == dist_info) return "{dist-info}" + std::string(path.substr(top.size()));
    if (top.starts_with(base) && top.substr(base.size()) == ".data")
        return "{data}" + std::string(path.substr(top.size()));
    return std::string(path);
}

}  // namespace spoke::factory
