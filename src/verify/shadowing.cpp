#include "verify/shadowing.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "verify/import_table.hpp"

namespace spoke::verify {
namespace {

struct Candidate {
    std::size_t site = 0;  ///< position in path order
    ImportRank rank = ImportRank::source;
    std::string path;
    const FileState* state = nullptr;

    bool is_signed() const { return state->claim == Claim::signed_file; }
    /// Between equals the unsigned one wins: of `m.abi3.so` and `m.cpython-311-….so` the
    /// interpreter's tags decide, and they are not known here.
    auto key() const { return std::tuple(site, rank, is_signed()); }
};

using Candidates = std::vector<Candidate>;

const Candidate& winner_of(const Candidates& candidates) {
    return *std::ranges::min_element(candidates, {}, &Candidate::key);
}

class ShadowCheck {
public:
    ShadowCheck(const Environment& environment, const FileTable& table, Report& report)
        : table_(table), report_(report) {
        // The folder of a script comes first in the path of what runs it.
        if (environment.is_venv()) roots_.push_back(environment.scripts);
        roots_.insert(roots_.end(), environment.sites.begin(), environment.sites.end());
    }

    void run() {
        for (std::size_t root = 0; root < roots_.size(); ++root) collect(root);
        for (const auto& [name, candidates] : modules_) {
            judge(candidates);
            for (const auto& candidate : candidates) judge_parents(name.first, candidate);
        }
        find_foreign_files();
    }

private:
    void collect(std::size_t root);
    void judge(const Candidates& candidates);
    void judge_parents(std::string_view folder, const Candidate& candidate);
    void find_foreign_files();
    void mark(std::size_t item, const std::string& code, const std::string& where,
              std::string text);

    const FileTable& table_;
    Report& report_;
    std::vector<std::string> roots_;
    std::map<std::pair<std::string, std::string>, Candidates> modules_;  ///< by folder and name
    /// Regular packages that a manifest signed: folder → item.
    std::map<std::string, std::size_t, std::less<>> packages_;
    std::set<std::pair<std::size_t, std::string>> marked_;
};

void ShadowCheck::collect(std::size_t root) {
    for (const auto& [path, state] : table_.files()) {
        const auto below = Environment::within(path, roots_[root]);
        if (below.empty() || below.contains("__pycache__/")) continue;
        if (state.claim == Claim::environment || state.claim == Claim::script) continue;
        const auto module = module_of(below, state.entry->kind);
        if (!module) continue;
        const Candidate candidate{root, module->rank, std::string(path), &state};
        modules_[{module->folder, module->name}].push_back(candidate);
        if (module->is_package() && candidate.is_signed())
            packages_.emplace(split_last(path).first, state.item);
    }
}

void ShadowCheck::judge(const Candidates& candidates) {
    const auto& winner = winner_of(candidates);
    for (const auto& candidate : candidates) {
        if (!candidate.is_signed()) continue;
        if (winner.is_signed() && winner.state->item == candidate.state->item) continue;
        mark(candidate.state->item, "shadowed", winner.path,
             "Python imports this file in place of " + candidate.path);
    }
}

/// Importing `a.b.c` imports `a` and `a.b` first. Where these are nobody's but a folder, a file
/// that makes them a module runs before the signed one, or hides it.
void ShadowCheck::judge_parents(std::string_view folder, const Candidate& candidate) {
    if (!candidate.is_signed()) return;
    while (!folder.empty()) {
        const auto parent = split_last(folder);
        folder = folder.substr(0, parent.first.size());
        const auto found = modules_.find(parent);
        if (found == modules_.end()) continue;
        const auto& winner = winner_of(found->second);
        if (!winner.is_signed())
            mark(candidate.state->item, "shadowed", winner.path,
                 "Python runs this file before it imports " + candidate.path);
    }
}

void ShadowCheck::find_foreign_files() {
    for (const auto& [path, state] : table_.files()) {
        if (state.claim == Claim::bytecode) continue;
        std::string_view folder = path;
        while (folder.contains('/')) {
            folder = folder.substr(0, folder.rfind('/'));
            const auto package = packages_.find(folder);
            if (package == packages_.end()) continue;
            if (package->second == state.item) break;
            if (state.claim == Claim::signed_file)
                report_.items[package->second].findings.push_back(
                    {Severity::warning, "foreign_file", std::string(path),
                     "a file inside this package that another signed package brings", ""});
            else
                mark(package->second, "foreign_file", std::string(path),
                     "a file inside this package that its manifest does not have");
            break;
        }
    }
}

void ShadowCheck::mark(std::size_t item, const std::string& code, const std::string& where,
                       std::string text) {
    if (!marked_.emplace(item, where).second) return;
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
