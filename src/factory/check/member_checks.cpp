#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "archive/canonical_wheel.hpp"
#include "archive/path_rules.hpp"
#include "factory/check/binary_kind.hpp"
#include "factory/check/explanations.hpp"
#include "factory/check/importable.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_unsafe = "unsafe-output";

std::string_view top_of(std::string_view path) {
    return path.substr(0, path.find('/'));
}

/// Files beside METADATA that some backends write and others do not.
bool is_backends_own(std::string_view neutral) {
    constexpr std::array<std::string_view, 7> k_names{"{dist-info}/top_level.txt",
                                                      "{dist-info}/zip-safe",
                                                      "{dist-info}/metadata.json",
                                                      "{dist-info}/DESCRIPTION.rst",
                                                      "{dist-info}/pbr.json",
                                                      "{dist-info}/dependency_links.txt",
                                                      "{dist-info}/namespace_packages.txt"};
    return std::ranges::find(k_names, neutral) != k_names.end() ||
           neutral.starts_with("{dist-info}/sboms/");
}

bool is_bad_script(std::string_view name) {
    constexpr std::array<std::string_view, 3> k_starts{"python", "pip", "activate"};
    return std::ranges::any_of(k_starts, [&](auto start) { return name.starts_with(start); });
}

/// Why an installer must not put the member where it would; empty where it may. `rest` is the path
/// below `.data/`, folded.
std::string_view danger_of(std::string_view rest) {
    const auto scheme = top_of(rest);
    const auto path = rest.substr(std::min(scheme.size() + 1, rest.size()));
    constexpr std::array<std::string_view, 5> k_schemes{"purelib", "platlib", "headers", "scripts",
                                                        "data"};
    if (std::ranges::find(k_schemes, scheme) == k_schemes.end()) return "goes to an unknown place";
    if (scheme == "scripts" && is_bad_script(path))
        return "would replace a program of the environment";
    if (scheme != "data") return {};
    if (path == "pyvenv.cfg") return "would replace the environment's configuration";
    const auto first = top_of(path);
    if (first.starts_with("lib")) return "would write into the environment's library folder";
    if ((first == "bin" || first == "scripts") &&
        is_bad_script(path.substr(std::min(first.size() + 1, path.size()))))
        return "would replace a program of the environment";
    return {};
}

/// Threats I16 and F13: whatever upstream does.
void judge_always(const CheckInput& input, const archive::Member& member, Verdict& verdict) {
    const auto& dist_info = input.wheel.dist_info;
    if (archive::is_reserved_member(member.path, dist_info) &&
        !archive::is_outside_payload(member.path, dist_info))
        verdict.fail(k_unsafe, fmt::format("{} has a name that is reserved for Spokeshave's own",
                                           member.path));
    const auto folded = archive::fold_case(member.path);
    const auto top = top_of(folded);
    if (top.ends_with(".data") && top.size() < folded.size()) {
        const auto own =
            dist_info.substr(0, dist_info.size() - std::string_view("dist-info").size()) + "data";
        if (top_of(member.path) != own)
            verdict.fail(k_unsafe, fmt::format("{} is in the data folder of another distribution",
                                               member.path));
        const auto danger = danger_of(std::string_view(folded).substr(top.size() + 1));
        if (!danger.empty()) verdict.fail(k_unsafe, fmt::format("{} {}", member.path, danger));
    }
    if (top == folded && (folded == "sitecustomize.py" || folded == "usercustomize.py"))
        verdict.fail(k_unsafe, fmt::format("{} would run at each start of Python", member.path));
}

bool is_weighty(std::string_view neutral) {
    return has_native_ending(neutral) || neutral.ends_with(".pth") ||
           neutral.starts_with("{data}/scripts/");
}

std::set<std::string> tops_of(const WheelContent& wheel) {
    std::set<std::string> tops;
    for (const auto& member : wheel.members)
        tops.emplace(top_of(neutral_path(member.path, wheel.dist_info)));
    return tops;
}

void judge_extra(const CheckInput& input, const Comparison& comparison, Verdict& verdict) {
    const auto tops = tops_of(*input.upstream);
    for (const auto& path : comparison.extra) {
        if (const auto* reason = find_explanation(input.explanations, path))
            verdict.note(fmt::format("{} is extra: {}", path, *reason));
        else if (is_weighty(path) || !tops.contains(std::string(top_of(path))))
            verdict.fail("extra-file", fmt::format("{} is not in upstream's wheel", path));
        else
            verdict.warn(fmt::format("{} is not in upstream's wheel", path));
    }
}

}  // namespace

Check check_missing(const CheckInput& input, const Comparison& comparison) {
    if (input.upstream == nullptr)
        return skipped_check("W05", "no upstream wheel at hand to compare with");
    Verdict verdict("W05");
    const bool has_licences = std::ranges::any_of(input.wheel.members, [&](const auto& member) {
        return is_licence_path(neutral_path(member.path, input.wheel.dist_info));
    });
    for (const auto& path : comparison.missing) {
        if (const auto* reason = find_explanation(input.explanations, path))
            verdict.note(fmt::format("{} is missing: {}", path, *reason));
        else if (is_backends_own(path) || (is_licence_path(path) && has_licences))
            verdict.warn(fmt::format("{} of upstream's wheel is missing", path));
        else
            verdict.fail("missing-file", fmt::format("{} of upstream's wheel is missing", path));
    }
    // F1: a stolen account puts into the release what no commit and no sdist holds.
    for (const auto& path : comparison.unsourced)
        verdict.fail(
            "dirty-release",
            fmt::format("upstream's wheel holds the code {}, which no file of the source is",
                        path));
    return std::move(verdict).finish();
}

Check check_extra(const CheckInput& input, const Comparison& comparison) {
    Verdict verdict("W06");
    for (const auto& member : input.wheel.members) judge_always(input, member, verdict);
    if (input.upstream != nullptr) {
        judge_extra(input, comparison, verdict);
        for (const auto& path : comparison.differ)
            if (!path.starts_with("{dist-info}/"))
                verdict.note(fmt::format("{} differs from upstream's", path));
    } else {
        for (const auto& member : input.wheel.members)
            if (member.path.ends_with(".pth") && member.path.find('/') == std::string::npos)
                verdict.warn(fmt::format("{} runs at each start of Python", member.path));
    }
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
