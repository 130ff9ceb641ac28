#include "simple/page.hpp"

#include "python/version.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

namespace spoke::simple {

namespace {

constexpr std::array<std::pair<ProjectStatus, std::string_view>, 4> k_statuses = {{
    {ProjectStatus::active, "active"},
    {ProjectStatus::archived, "archived"},
    {ProjectStatus::quarantined, "quarantined"},
    {ProjectStatus::deprecated, "deprecated"},
}};

/// Orders as python::version_text_less does, with each version parsed once.
struct SortKey {
    bool is_valid = false;
    std::string version;
    std::string filename;
    auto operator<=>(const SortKey&) const = default;
};

SortKey sort_key(const FileEntry& file) {
    const auto parsed = python::Version::parse(file.version);
    return parsed ? SortKey{true, parsed->key(), file.filename}
                  : SortKey{false, file.version, file.filename};
}

}  // namespace

std::string_view to_string(ProjectStatus status) {
    for (const auto& [value, text] : k_statuses)
        if (value == status) return text;
    return "active";
}

std::optional<ProjectStatus> parse_project_status(std::string_view text) {
    for (const auto& [value, name] : k_statuses)
        if (name == text) return value;
    return std::nullopt;
}

std::string_view FileEntry::hash(std::string_view algorithm) const {
    for (const auto& hash : hashes)
        if (hash.algorithm == algorithm) return hash.hex;
    return {};
}

void sort_files(ProjectPage& page) {
    std::vector<SortKey> keys;
    keys.reserve(page.files.size());
    for (const auto& file : page.files) keys.push_back(sort_key(file));
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t index) -> const SortKey& { return keys[index]; });
    std::vector<FileEntry> sorted;
    sorted.reserve(order.size());
    for (const auto index : order) sorted.push_back(std::move(page.files[index]));
    page.files = std::move(sorted);
}

}  // namespace spoke::simple
