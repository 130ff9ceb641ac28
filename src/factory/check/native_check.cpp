#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "factory/check/natives.hpp"
#include "factory/check/platform_policy.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_class = "native-drift";

std::string_view file_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// `$ORIGIN`, and below or beside it as far as the wheel's own top: `$ORIGIN/../pkg.libs`.
bool stays_inside(std::string_view search_path, std::string_view member) {
    for (const std::string_view origin : {"$ORIGIN", "${ORIGIN}"}) {
        if (!search_path.starts_with(origin)) continue;
        search_path.remove_prefix(origin.size());
        if (!search_path.empty() && search_path.front() != '/') return false;
        auto depth = std::ranges::count(member, '/');
        while (!search_path.empty()) {
            search_path.remove_prefix(1);
            const auto part = search_path.substr(0, search_path.find('/'));
            search_path.remove_prefix(part.size());
            if (part == "..")
                --depth;
            else if (!part.empty() && part != ".")
                ++depth;
            if (depth < 0) return false;
        }
        return true;
    }
    return false;
}

void judge(const NativeMember& native, const std::set<std::string_view>& bundled,
           Verdict& verdict) {
    const auto& path = native.member->path;
    if (!native.facts) {
        verdict.fail(k_class, fmt::format("{}: {}", path, native.facts.error().message));
        return;
    }
    const auto& facts = *native.facts;
    for (const auto& library : facts.needed)
        if (!is_host_library(library) && !bundled.contains(library))
            verdict.fail(k_class,
                         fmt::format("{} needs {}, which is neither in the wheel nor on every host",
                                     path, library));
    for (const auto& search : facts.search_paths)
        if (!stays_inside(search, path))
            verdict.fail(k_class, fmt::format("{} looks for libraries in '{}', outside the wheel",
                                              path, search));
    if (facts.text_relocations) verdict.fail(k_class, fmt::format("{} has text relocations", path));
    if (facts.executable_stack) verdict.warn(fmt::format("{} asks for an executable stack", path));
    const auto relro = facts.relro == Fortification::full      ? "full"
                       : facts.relro == Fortification::partial ? "partial"
                                                               : "no";
    verdict.note(fmt::format(
        "{}: {}, {} RELRO, needs {}", path, facts.machine, relro,
        facts.needed.empty() ? "nothing" : fmt::format("{}", fmt::join(facts.needed, " "))));
}

}  // namespace

Check check_native(const CheckInput& input, const Comparison& comparison) {
    Verdict verdict("W10");
    std::set<std::string_view> bundled;
    for (const auto& member : input.wheel.members) bundled.insert(file_name(member.path));
    for (const auto& native : native_members(input.wheel)) judge(native, bundled, verdict);
    for (const auto& difference : comparison.native) verdict.fail(k_class, difference);
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
