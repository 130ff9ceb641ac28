#include "repositories/overlay.hpp"

#include "python/file_name.hpp"
#include "python/version.hpp"
#include "repositories/wheel_rank.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace spoke::repositories {

namespace {

using catalog::FileRow;

/// The rebuilds of one public version.
struct Rebuilt {
    std::optional<base::Moment> first;  ///< when the earliest was published, by our own clock
    std::vector<python::WheelName> wheels;
};

/// By the public version's canonical text, so that `1.0` and `1.0.0` meet, and a remediated
/// `2.0.0+spoke.1` stands for 2.0.0 too: an upstream's `2.0.0+anything` would outrank both.
using RebuiltByVersion = std::map<std::string, Rebuilt, std::less<>>;

std::optional<std::string> version_key(const FileRow& row) {
    const auto version = python::Version::parse(row.version);
    if (!version) return std::nullopt;
    return version->public_version().canonical_text();
}

void add_rebuild(RebuiltByVersion& rebuilt, const FileRow& row) {
    const bool is_ours =
        row.tier == catalog::Tier::rebuilt || row.tier == catalog::Tier::remediated;
    const auto key = version_key(row);
    if (!is_ours || row.kind != catalog::FileKind::wheel || !key) return;
    const auto name = python::parse_file_name(row.file_name, row.project);
    if (!name.wheel) return;
    auto& entry = rebuilt[*key];
    if (!entry.first || row.first_seen < *entry.first) entry.first = row.first_seen;
    entry.wheels.push_back(*name.wheel);
}

bool outranks(const FileRow& row, const python::WheelName& wheel,
              const python::WheelName& rebuild) {
    const auto version = python::Version::parse(row.version);
    if (!version) return false;
    if (*version != rebuild.version()) return *version > rebuild.version();
    return outranks_somewhere(wheel, rebuild);
}

/// Why a file beneath leaves the page, or nothing.
std::string reason_to_leave(const FileRow& row, const RebuiltByVersion& rebuilt) {
    const auto key = version_key(row);
    const auto found = key ? rebuilt.find(*key) : rebuilt.end();
    if (found == rebuilt.end()) return {};
    const auto& [first, wheels] = found->second;
    if (row.first_seen > *first) return "it came after the rebuild of its version";
    const auto name = python::parse_file_name(row.file_name, row.project);
    if (!name.wheel) return {};
    for (const auto& rebuild : wheels)
        if (outranks(row, *name.wheel, rebuild)) return "it would outrank " + rebuild.text();
    return {};
}

RebuiltByVersion rebuilds_in(const std::vector<std::vector<FileRow>>& layers) {
    RebuiltByVersion rebuilt;
    for (const auto& layer : layers)
        for (const auto& row : layer) add_rebuild(rebuilt, row);
    return rebuilt;
}

}  // namespace

Overlaid overlay(std::vector<std::vector<FileRow>> layers) {
    Overlaid result;
    if (layers.empty()) return result;
    auto beneath = std::move(layers.back());
    layers.pop_back();
    const auto rebuilt = rebuilds_in(layers);

    std::vector<FileRow> staying;
    std::set<std::string, std::less<>> sdists_beneath;
    for (auto& row : beneath) {
        auto reason = reason_to_leave(row, rebuilt);
        if (!reason.empty()) {
            result.displaced.push_back({std::move(row), std::move(reason)});
            continue;
        }
        if (row.kind == catalog::FileKind::sdist) sdists_beneath.insert(row.file_name);
        staying.push_back(std::move(row));
    }
    std::set<std::string, std::less<>> names;
    for (auto& layer : layers)
        for (auto& row : layer)
            if (!sdists_beneath.contains(row.file_name) && names.insert(row.file_name).second)
                result.shown.push_back(std::move(row));
    for (auto& row : staying) {
        if (names.contains(row.file_name))
            result.displaced.push_back({std::move(row), "a member before it has this file name"});
        else
            result.shown.push_back(std::move(row));
    }
    return result;
}

}  // namespace spoke::repositories
