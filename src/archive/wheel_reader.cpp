#include "archive/wheel_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "archive/path_rules.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

constexpr std::string_view k_suffix = ".dist-info";
/// METADATA of PyPI's largest projects is under 2 MB; RECORD of a wheel with 100,000 members 16 MB.
constexpr std::uint64_t k_max_dist_info_file = std::uint64_t{64} << 20U;

/// The one top folder that ends with `.dist-info`. Another spelling of the ending would be a second
/// one on a file system without case.
Result<std::string> find_dist_info(const ZipReader& zip) {
    std::string found;
    for (const auto& entry : zip.entries()) {
        const auto top = std::string_view(entry.name).substr(0, entry.name.find('/'));
        if (top.size() <= k_suffix.size() ||
            (top.size() == entry.name.size() && entry.kind != ZipEntryKind::folder))
            continue;
        const auto ending = top.substr(top.size() - k_suffix.size());
        if (fold_case(ending) != k_suffix || top == found) continue;
        if (ending != k_suffix)
            return fail(ErrorCode::invalid, fmt::format("the folder '{}' is not spelled .dist-info",
                                                        base::printable(top)));
        if (!found.empty())
            return fail(ErrorCode::invalid,
                        fmt::format("the wheel has two .dist-info folders, '{}' and '{}'", found,
                                    base::printable(top)));
        found = std::string(top);
    }
    if (found.empty()) return fail(ErrorCode::invalid, "the wheel has no .dist-info folder");
    return found;
}

}  // namespace

Result<WheelReader> WheelReader::open_file(const std::filesystem::path& path,
                                           const Limits& limits) {
    SPOKE_TRY(auto zip, ZipReader::open_file(path, ZipRules::wheel, limits));
    return check(std::move(zip));
}

Result<WheelReader> WheelReader::open_descriptor(base::FileHandle file, const Limits& limits) {
    SPOKE_TRY(auto zip, ZipReader::open_descriptor(std::move(file), ZipRules::wheel, limits));
    return check(std::move(zip));
}

Result<WheelReader> WheelReader::open_bytes(std::string bytes, const Limits& limits) {
    SPOKE_TRY(auto zip, ZipReader::open_bytes(std::move(bytes), ZipRules::wheel, limits));
    return check(std::move(zip));
}

Result<WheelReader> WheelReader::check(ZipReader zip) {
    SPOKE_TRY(auto dist_info, find_dist_info(zip));
    for (const std::string_view name : {"METADATA", "WHEEL", "RECORD"}) {
        const auto* entry = zip.find(dist_info + "/" + std::string(name));
        if (entry == nullptr || entry->kind != ZipEntryKind::file)
            return fail(ErrorCode::invalid,
                        fmt::format("the wheel has no {}/{}", base::printable(dist_info), name));
        if (entry->size > k_max_dist_info_file)
            return fail(ErrorCode::too_large, fmt::format("{}/{} is {} bytes; the limit is {}",
                                                          base::printable(dist_info), name,
                                                          entry->size, k_max_dist_info_file));
    }
    return WheelReader(std::move(zip), std::move(dist_info));
}

Result<std::string> WheelReader::read_dist_info(std::string_view name) {
    const auto* entry = zip_.find(dist_info_ + "/" + std::string(name));
    SPOKE_ASSERT(entry != nullptr);
    return zip_.read(*entry);
}

Result<std::optional<std::string>> WheelReader::find_in_dist_info(std::string_view name) {
    return find(dist_info_ + "/" + std::string(name));
}

Result<std::optional<std::string>> WheelReader::find(std::string_view path) {
    const auto* entry = zip_.find(path);
    if (entry == nullptr || entry->kind != ZipEntryKind::file) return std::nullopt;
    SPOKE_TRY(auto bytes, zip_.read(*entry));
    return bytes;
}

Result<std::vector<Member>> WheelReader::read_members() {
    std::vector<Member> members;
    members.reserve(zip_.entries().size());
    for (const auto& entry : zip_.entries()) {
        if (entry.kind != ZipEntryKind::file) continue;
        SPOKE_TRY(auto bytes, zip_.read(entry));
        members.push_back({entry.name, std::move(bytes), entry.executable});
    }
    return members;
}

}  // namespace spoke::archive
