#include "verify/orphans.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace spoke::verify {
namespace {

constexpr std::array<std::string_view, 9> k_code_endings = {".py",  ".so",  ".pyc", ".pth", ".pyd",
                                                            ".pyo", ".egg", ".zip", ".sh"};

bool is_code(const FileState& state) {
    const std::string_view path = state.entry->path;
    if (path.starts_with("bin/")) return true;
    if (state.entry->kind != base::EntryKind::file)
        return true;  // links and specials lead anywhere
    if ((state.entry->mode & 0111U) != 0) return true;
    return path.contains(".so.") ||
           std::ranges::any_of(k_code_endings,
                               [&](std::string_view ending) { return path.ends_with(ending); });
}

/// The top-level name below an import root or the scripts folder; the first two steps elsewhere.
std::string root_of(const Environment& environment, std::string_view path) {
    for (const auto& site : environment.sites) {
        const auto below = Environment::within(path, site);
        if (!below.empty()) return join_path(site, below.substr(0, below.find('/')));
    }
    const auto first = path.find('/');
    if (first == std::string_view::npos) return std::string(path);
    return std::string(path.substr(0, path.find('/', first + 1)));
}

struct Root {
    std::vector<std::string> files;
    bool code = false;
};

Item make_item(const std::string& path, const Root& root) {
    Item item;
    item.name = path;
    item.path = path;
    item.origin = "orphan";
    item.integrity = Integrity::unsigned_;
    item.files.total = root.files.size();
    item.files.extra = root.files;
    item.findings.push_back({Severity::warning, "orphan", path,
                             "no installed package owns these files, and Python can run them",
                             "remove them, or install what they belong to from a rebuilt wheel"});
    return item;
}

}  // namespace

void add_orphans(const Environment& environment, const FileTable& table, Report& report) {
    std::map<std::string, Root> roots;
    for (const auto& [path, state] : table.files()) {
        if (state.claim != Claim::none) continue;
        auto& root = roots[root_of(environment, path)];
        root.files.emplace_back(path);
        root.code = root.code || is_code(state);
    }
    std::size_t data_files = 0;
    for (const auto& [path, root] : roots) {
        if (root.code)
            report.items.push_back(make_item(path, root));
        else
            data_files += root.files.size();
    }
    if (data_files > 0)
        report.findings.push_back(
            {Severity::note, "orphan_data", "",
             std::to_string(data_files) + " files without code belong to no installed package",
             ""});
}

}  // namespace spoke::verify
