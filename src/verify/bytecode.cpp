#include "verify/bytecode.hpp"

#include <algorithm>
#include <string>

namespace spoke::verify {
namespace {

constexpr std::string_view k_cache = "__pycache__/";

/// The source that `a/__pycache__/x.cpython-311.opt-1.pyc` was compiled from: `a/x.py`; empty where
/// the name is not of that shape. `tag` is `cpython-311`.
std::string source_of(std::string_view path, std::string& tag) {
    const auto cache = path.rfind(k_cache);
    if (cache == std::string_view::npos || (cache != 0 && path[cache - 1] != '/')) return {};
    std::string_view name = path.substr(cache + k_cache.size());
    name.remove_suffix(std::string_view(".pyc").size());
    if (const auto optimized = name.rfind(".opt-"); optimized != std::string_view::npos)
        name = name.substr(0, optimized);
    const auto dot = name.rfind('.');
    if (name.contains('/') || dot == std::string_view::npos || dot == 0) return {};
    tag = std::string(name.substr(dot + 1));
    return std::string(path.substr(0, cache)) + std::string(name.substr(0, dot)) + ".py";
}

std::string tag_of(std::string_view python) {
    std::string digits(python);
    std::erase(digits, '.');
    return "cpython-" + digits;
}

}  // namespace

Findings check_bytecode(const Environment& environment, FileTable& table, BytecodePolicy policy) {
    Findings findings;
    std::size_t covered_by_nothing = 0;
    const auto stray = [&](std::string_view path, std::string text) {
        findings.push_back({Severity::error, "stray_bytecode", std::string(path), std::move(text),
                            "remove it; Python makes bytecode anew from the sources"});
    };
    for (auto& [path, state] : table.files()) {
        if (!path.ends_with(".pyc") || state.claim != Claim::none) continue;
        std::string tag;
        const std::string source = source_of(path, tag);
        const auto* owner = source.empty() ? nullptr : table.find(source);
        if (source.empty()) {
            stray(path, "bytecode outside of __pycache__ is imported without any source");
        } else if (owner == nullptr) {
            stray(path, "bytecode without a source");
        } else if (!environment.python.empty() && tag != tag_of(environment.python)) {
            stray(path, "bytecode for another interpreter (" + tag + ")");
        } else if (owner->claim == Claim::none) {
            continue;  // the source is an orphan, and counts as one
        } else {
            state.claim = Claim::bytecode;
            state.item = owner->item;
            ++covered_by_nothing;
        }
    }
    if (covered_by_nothing > 0 && policy != BytecodePolicy::ignore)
        findings.push_back({policy == BytecodePolicy::refuse ? Severity::error : Severity::note,
                            "bytecode_not_covered", "",
                            std::to_string(covered_by_nothing) +
                                " compiled files (.pyc) stand beside their sources; that they are "
                                "compiled from them is "
                                "not proven",
                            "install without compiling (pip install --no-compile) and run with "
                            "PYTHONDONTWRITEBYTECODE=1, or "
                            "accept it with --bytecode ignore"});
    return findings;
}

}  // namespace spoke::verify
