#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "factory/check/binary_kind.hpp"
#include "factory/check/natives.hpp"
#include "factory/check/platform_policy.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"
#include "python/tags.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_class = "native-drift";

bool is_for_any_platform(const python::WheelName& name) {
    return std::ranges::find(name.platform_tags(), "any") != name.platform_tags().end();
}

/// The hosts that our wheel can displace upstream's on: those with the glibc that our platform tags
/// ask for.
python::Target asked_host(const python::WheelName& name) {
    auto host = python::debian12_target();
    std::optional<python::Glibc> asked;
    for (const auto& platform : name.platform_tags())
        if (const auto linux = python::parse_manylinux(platform)) {
            asked = std::max(asked, std::optional(linux->glibc));
            host.machine = linux->machine;
        }
    if (asked) host.glibc = *asked;
    return host;
}

void judge_platform(std::string_view platform, const NativeMember& native, Verdict& verdict) {
    const auto& path = native.member->path;
    const auto& facts = *native.facts;
    const auto linux = python::parse_manylinux(platform);
    if (!linux) {
        // A static program runs on any C library.
        if (platform.starts_with("musllinux_") && facts.needed.empty()) return;
        if (platform.starts_with("linux_"))
            verdict.fail(
                k_class,
                fmt::format("the tag {} says nothing about the C library that {} needs; auditwheel "
                            "must find the manylinux tag",
                            platform, path));
        else
            verdict.fail(k_class, fmt::format("{} is an ELF file, which does not fit the tag {}",
                                              path, platform));
        return;
    }
    if (linux->machine != facts.machine)
        verdict.fail(k_class,
                     fmt::format("{} is for {}, not for {}", path, facts.machine, platform));
    const auto beyond = versions_beyond(facts, linux->glibc);
    if (!beyond.empty())
        verdict.fail(k_class, fmt::format("{} needs {}, more than {} promises", path,
                                          fmt::join(beyond, ", "), platform));
}

void judge_pure(const CheckInput& input, Verdict& verdict) {
    const bool upstream_too =
        input.upstream != nullptr && !is_for_any_platform(input.upstream->name);
    if (is_for_any_platform(input.wheel.name)) return;
    const auto text = fmt::format("the tag {} names a platform, but no member is native",
                                  input.wheel.name.tag_text());
    if (upstream_too)
        verdict.warn(text + "; so is upstream's");
    else
        verdict.fail(k_class, text);
}

}  // namespace

Check check_tags(const CheckInput& input) {
    if (input.upstream == nullptr)
        return skipped_check("W07", "no upstream wheel at hand to compare with");
    Verdict verdict("W07");
    const auto ours = input.wheel.name.tags();
    const auto theirs = input.upstream->name.tags();
    const auto cover = python::cover(ours, theirs, asked_host(input.wheel.name));
    const auto both = fmt::format("{} and upstream's {}", input.wheel.name.tag_text(),
                                  input.upstream->name.tag_text());
    if (cover == python::Cover::uncovered)
        verdict.fail("native-drift",
                     fmt::format("of the tags {}, ours do not cover the other: the wheel could not "
                                 "stand in for it everywhere",
                                 both));
    if (cover == python::Cover::elsewhere)
        verdict.warn(fmt::format("the tags {} are for other hosts", both));
    const auto kinds = [](const std::vector<python::Tag>& tags) {
        std::set<std::pair<std::string, std::string>> found;
        for (const auto& tag : tags) found.emplace(tag.interpreter, tag.abi);
        return found;
    };
    const auto upstream_kinds = kinds(theirs);
    for (const auto& [interpreter, abi] : kinds(ours))
        if (!upstream_kinds.contains({interpreter, abi}))
            verdict.fail("native-drift",
                         fmt::format("the tag {}-{} is not upstream's", interpreter, abi));
    return std::move(verdict).finish();
}

Check check_platform(const CheckInput& input) {
    Verdict verdict("W08");
    const auto natives = native_members(input.wheel);
    if (natives.empty()) {
        judge_pure(input, verdict);
        return std::move(verdict).finish();
    }
    if (input.wheel.wheel.root == python::WheelRoot::purelib)
        verdict.fail(k_class, "WHEEL says Root-Is-Purelib, but there are native members");
    std::optional<python::Glibc> lowest;
    for (const auto& native : natives) {
        if (!native.facts) continue;  // W10 fails it
        for (const auto& platform : input.wheel.name.platform_tags())
            judge_platform(platform, native, verdict);
        lowest = std::max(lowest, lowest_glibc(*native.facts));
    }
    if (lowest)
        verdict.note(
            fmt::format("its native members need glibc {}.{}", lowest->major, lowest->minor));
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
