#include "verify/shadowing.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace spoke::verify {
namespace {

/// The order in which importlib's FileFinder tries one name in one folder.
enum class Rank {
    package_extension,
    package_source,
    package_bytecode,
    extension,
    source,
    bytecode
};

struct Module {
    std::string folder;  ///< that holds the name; below the import root
    std::string name;
    Rank rank = Rank::source;
};

struct Candidate {
    std::size_t site = 0;  ///< position in path order
    Rank rank = Rank::source;
    std::string path;
    const FileState* state = nullptr;
    auto key() const { return std::pair(site, rank); }
};

std::pair<std::string, std::string> split_last(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return {"", std::string(path)};
    return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

/// What importing would find in `below` (a path below an import root); nothing for data.
std::optional<Module> module_of(std::string_view below) {
    const auto [folder, file] = split_last(below);
    const auto dot = file.find('.');
    if (dot == std::string::npos || dot == 0) return std::nullopt;
    const std::string_view ending = std::string_view(file).substr(dot);
    const bool extension = ending.ends_with(".so");
    if (!extension && ending != ".py" && ending != ".pyc") return std::nullopt;
    const std::string stem = file.substr(0, dot);
    if (stem == "__init__") {
        const auto [parent, package] = split_last(folder);
        if (package.empty()) return std::nullopt;
        const Rank rank = extension         ? Rank::package_extension
                          : ending == ".py" ? Rank::package_source
                                            : Rank::package_bytecode;
        return Module{parent, package, rank};
    }
    const Rank rank = extension ? Rank::extension : ending == ".py" ? Rank::source : Rank::bytecode;
    return Module{folder, stem, rank};
}

class ShadowCheck {
public:
    ShadowCheck(const Environment& environment, const FileTable& table, Report& report)
        : environment_(environment), table_(table), report_(report) {}

    void run() {
        collect();
        for (const auto& [name, candidates] : modules_) judge(candidates);
        find_foreign_files();
    }

private:
    void collect();
    void judge(const std::vector<Candidate>& candidates);
    void find_foreign_files();
    void mark(std::size_t item, const std::string& code, const std::string& where,
              std::string text);

    static bool is_signed(const FileState& state) { return state.claim == Claim::signed_file; }

    const Environment& environment_;
    const FileTable& table_;
    Report& report_;
    std::map<std::pair<std::string, std::string>, std::vector<Candidate>> modules_;
    /// Regular packages that a manifest signed: folder → item.
    std::map<std::string, std::size_t> packages_;
};

void ShadowCheck::collect() {
    for (std::size_t site = 0; site < environment_.sites.size(); ++site) {
        for (const auto& [path, state] : table_.files()) {
            const auto below = Environment::within(path, environment_.sites[site]);
            if (below.empty() || below.contains("__pycache__/")) continue;
            const auto module = module_of(below);
            if (!module) continue;
            modules_[{module->folder, module->name}].push_back(
                {site, module->rank, std::string(path), &state});
            const bool package = module->rank <= Rank::package_bytecode;
            if (package && module->folder.empty() && is_signed(state))
                packages_.emplace(join_path(environment_.sites[site], module->name), state.item);
        }
    }
}

void ShadowCheck::judge(const std::vector<Candidate>& candidates) {
    const Candidate* winner = candidates.data();
    for (const auto& candidate : candidates)
        if (candidate.key() < winner->key()) winner = &candidate;
    for (const auto& candidate : candidates) {
        if (!is_signed(*candidate.state)) continue;
        if (is_signed(*winner->state) && winner->state->item == candidate.state->item) continue;
        mark(candidate.state->item, "shadowed", winner->path,
             "Python imports this file in place of " + candidate.path);
    }
}

void ShadowCheck::find_foreign_files() {
    for (const auto& [path, state] : table_.files()) {
        if (state.claim == Claim::bytecode) continue;
        for (std::string_view folder = path; folder.contains('/');) {
            folder = folder.substr(0, folder.rfind('/'));
            const auto package = packages_.find(std::string(folder));
            if (package == packages_.end() || package->second == state.item) continue;
            mark(package->second, "foreign_file", std::string(path),
                 "a file inside this package that its manifest does not have");
        }
    }
}

void ShadowCheck::mark(std::size_t item, const std::string& code, const std::string& where,
                       std::string text) {
    auto& marked = report_.items[item];
    if (marked.integrity == Integrity::intact) marked.integrity = Integrity::modified;
    marked.files.extra.push_back(where);
    marked.findings.push_back(
        {Severity::error, code, where, std::move(text),
         "remove the file, or install both packages anew into a fresh environment"});
}

}  // namespace

void mark_shadowed(const Environment& environment, const FileTable& table, Report& report) {
    ShadowCheck(environment, table, report).run();
}

}  // namespace spoke::verify
