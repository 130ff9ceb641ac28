#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "factory/check/compare.hpp"
#include "factory/check/explanations.hpp"
#include "factory/check/importable.hpp"
#include "factory/check/single_checks.hpp"
#include "factory/check/verdict.hpp"
#include "python/entry_points.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_no_upstream = "no upstream wheel at hand to compare with";

std::set<std::string> requirements_of(const python::CoreMetadata& metadata) {
    std::set<std::string> found;
    for (const auto& one : metadata.requires_dist)
        found.insert(one.parsed ? one.parsed->canonical_text() : one.text);
    return found;
}

std::set<std::string> extras_of(const python::CoreMetadata& metadata) {
    std::set<std::string> found;
    for (const auto& extra : metadata.provides_extra) found.insert(python::normalize_name(extra));
    return found;
}

std::string requires_python_of(const python::CoreMetadata& metadata) {
    return metadata.requires_python_set ? metadata.requires_python_set->text()
                                        : metadata.requires_python;
}

void list_differences(std::string_view field, const std::set<std::string>& ours,
                      const std::set<std::string>& theirs, std::vector<std::string>& out) {
    for (const auto& one : theirs)
        if (!ours.contains(one)) out.push_back(fmt::format("{}: - {}", field, one));
    for (const auto& one : ours)
        if (!theirs.contains(one)) out.push_back(fmt::format("{}: + {}", field, one));
}

/// Group → name → value, with blanks taken out of the value.
std::map<std::string, std::map<std::string, std::string>> flatten(
    const python::EntryPoints& points) {
    std::map<std::string, std::map<std::string, std::string>> flat;
    for (const auto& group : points.groups)
        for (const auto& point : group.entry_points) {
            auto value = point.value;
            std::erase_if(value, [](char c) { return c == ' ' || c == '\t'; });
            flat[group.name].emplace(point.name, std::move(value));
        }
    return flat;
}

Result<python::EntryPoints> entry_points_of(const WheelContent& wheel) {
    const auto* member = wheel.find_in_dist_info("entry_points.txt");
    if (member == nullptr) return python::EntryPoints{};
    return python::EntryPoints::parse(member->bytes);
}

void compare_entry_points(const CheckInput& input, const python::EntryPoints& ours,
                          Verdict& verdict) {
    const auto theirs = entry_points_of(*input.upstream);
    if (!theirs) {
        verdict.warn("upstream's entry_points.txt can't be read: " + theirs.error().message);
        return;
    }
    const auto left = flatten(ours);
    const auto right = flatten(*theirs);
    if (left == right) return;
    for (const auto& [group, points] : right)
        if (!left.contains(group))
            verdict.fail("meta-drift", fmt::format("the entry points [{}] are missing", group));
    for (const auto& [group, points] : left) {
        const auto other = right.find(group);
        if (other == right.end() || other->second != points)
            verdict.fail("meta-drift",
                         fmt::format("the entry points [{}] are not upstream's", group));
    }
}

void compare_top_level(const CheckInput& input, Verdict& verdict) {
    const auto ours = importable_names(input.wheel);
    const auto theirs = importable_names(*input.upstream);
    for (const auto& name : theirs)
        if (!ours.contains(name))
            verdict.fail("missing-file", fmt::format("the top-level name {} is missing", name));
    for (const auto& name : ours)
        if (!theirs.contains(name))
            verdict.fail("extra-file",
                         fmt::format("the top-level name {} is not in upstream's wheel", name));
}

}  // namespace

std::vector<std::string> resolver_differences(const python::CoreMetadata& ours,
                                              const python::CoreMetadata& upstream) {
    std::vector<std::string> found;
    list_differences("Requires-Dist", requirements_of(ours), requirements_of(upstream), found);
    if (requires_python_of(ours) != requires_python_of(upstream))
        found.push_back(fmt::format("Requires-Python: '{}', upstream '{}'", ours.requires_python,
                                    upstream.requires_python));
    list_differences("Provides-Extra", extras_of(ours), extras_of(upstream), found);
    return found;
}

Check check_resolver_metadata(const CheckInput& input) {
    if (input.upstream == nullptr) return skipped_check("W03", std::string(k_no_upstream));
    Verdict verdict("W03");
    for (auto& line : resolver_differences(input.wheel.metadata, input.upstream->metadata))
        verdict.fail("meta-drift", std::move(line));
    // No resolver reads Dynamic in a wheel, and newer backends write it where older ones did not.
    const auto& ours = input.wheel.metadata.dynamic;
    const auto& theirs = input.upstream->metadata.dynamic;
    std::vector<std::string> dynamic;
    list_differences("Dynamic", {ours.begin(), ours.end()}, {theirs.begin(), theirs.end()},
                     dynamic);
    for (auto& line : dynamic) verdict.warn(std::move(line));
    return std::move(verdict).finish();
}

Check check_entry_points(const CheckInput& input) {
    Verdict verdict("W04");
    const auto ours = entry_points_of(input.wheel);
    if (!ours) {
        verdict.fail("meta-drift", "entry_points.txt can't be read: " + ours.error().message);
    } else if (input.upstream != nullptr) {
        compare_entry_points(input, *ours, verdict);
        compare_top_level(input, verdict);
    } else {
        verdict.note(std::string(k_no_upstream));
    }
    return std::move(verdict).finish();
}

Check check_licences(const CheckInput& input) {
    Verdict verdict("W14");
    const auto& metadata = input.wheel.metadata;
    for (const auto& file : metadata.license_files)
        if (input.wheel.find_in_dist_info("licenses/" + file) == nullptr &&
            input.wheel.find_in_dist_info(file) == nullptr)
            verdict.warn(fmt::format("License-File {} is not in the wheel", file));
    if (input.upstream == nullptr) return std::move(verdict).finish();
    const auto& theirs = input.upstream->metadata;
    if (metadata.license_expression != theirs.license_expression)
        verdict.warn(fmt::format("License-Expression is '{}', upstream's '{}'",
                                 metadata.license_expression, theirs.license_expression));
    const auto count = [](const WheelContent& wheel) {
        return std::ranges::count_if(wheel.members, [&](const archive::Member& member) {
            return is_licence_path(neutral_path(member.path, wheel.dist_info));
        });
    };
    if (count(input.wheel) == 0 && count(*input.upstream) != 0)
        verdict.warn("upstream's wheel has licence files, this one has none");
    return std::move(verdict).finish();
}

}  // namespace spoke::factory
