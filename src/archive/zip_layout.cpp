#include "archive/zip_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "archive/little_endian.hpp"
#include "archive/zip_end.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

constexpr std::uint32_t k_central_signature = 0x02014b50;
constexpr std::uint32_t k_local_signature = 0x04034b50;
constexpr std::uint32_t k_descriptor_signature = 0x08074b50;
constexpr std::size_t k_central_bytes = 46;
constexpr std::size_t k_local_bytes = 30;
constexpr std::uint64_t k_max_directory_bytes = std::uint64_t{64} << 20U;
constexpr std::uint16_t k_zip64_extra = 0x0001;
constexpr std::uint16_t k_unicode_path_extra = 0x7075;
constexpr std::uint32_t k_in_zip64 = 0xFFFFFFFF;
constexpr std::uint16_t k_flag_descriptor = 1U << 3U;
/// Encryption (0, 6, 13), patches (5): unreadable by installers. UTF-8 (11) decides what a name is.
constexpr std::uint16_t k_flag_encrypted = (1U << 0U) | (1U << 6U) | (1U << 13U);
constexpr std::uint16_t k_flag_patch = 1U << 5U;
constexpr std::uint16_t k_flags_compared = k_flag_encrypted | k_flag_patch | (1U << 11U);

std::unexpected<Error> refuse(std::string_view name, std::string_view why) {
    return fail(ErrorCode::invalid, fmt::format("member '{}' {}", base::printable(name), why));
}

/// The block with `id` of an extra field; nothing where there is none.
Result<std::optional<std::string_view>> find_extra(std::string_view name, std::string_view extra,
                                                   std::uint16_t id) {
    std::optional<std::string_view> found;
    while (!extra.empty()) {
        // Some old writers pad the field with up to three zero bytes (Android's alignment).
        if (extra.size() < 4) {
            if (extra.find_first_not_of('\0') == std::string_view::npos) break;
            return refuse(name, "has a malformed extra field");
        }
        const std::size_t size = get_16(extra, 2);
        if (size > extra.size() - 4) return refuse(name, "has a malformed extra field");
        if (get_16(extra, 0) == id) {
            if (found) return refuse(name, fmt::format("has the extra field {:#06x} twice", id));
            found = extra.substr(4, size);
        }
        extra.remove_prefix(4 + size);
    }
    return found;
}

/// Replaces each value that stands for "see ZIP64" by the next number of the block.
Result<void> resolve_zip64(std::string_view name, std::string_view extra,
                           std::initializer_list<std::uint64_t*> values) {
    if (std::ranges::none_of(values, [](auto* value) { return *value == k_in_zip64; })) return ok();
    SPOKE_TRY(const auto block, find_extra(name, extra, k_zip64_extra));
    // Exactly 4 GiB less one byte is a possible size, but no reader agrees on it without the block.
    if (!block) return refuse(name, "has a size that only ZIP64 can say, and no ZIP64 field");
    std::size_t place = 0;
    for (auto* value : values) {
        if (*value != k_in_zip64) continue;
        if (place + 8 > block->size()) return refuse(name, "has a ZIP64 field that is too short");
        *value = get_64(*block, place);
        place += 8;
    }
    return ok();
}

/// Some readers take the name from this field, others from the header.
Result<void> check_unicode_path(std::string_view name, std::string_view extra) {
    SPOKE_TRY(const auto block, find_extra(name, extra, k_unicode_path_extra));
    if (block && (block->size() < 5 || block->substr(5) != name))
        return refuse(name, "has another name in its Unicode path field");
    return ok();
}

Result<ZipRecord> read_central(std::string_view directory, std::size_t& place) {
    if (directory.size() - place < k_central_bytes ||
        get_32(directory, place) != k_central_signature)
        return fail(ErrorCode::invalid,
                    fmt::format("the central directory is broken at its byte {}", place));
    const auto head = directory.substr(place, k_central_bytes);
    const std::size_t name_bytes = get_16(head, 28);
    const std::size_t extra_bytes = get_16(head, 30);
    const std::size_t comment_bytes = get_16(head, 32);
    const std::size_t whole = k_central_bytes + name_bytes + extra_bytes + comment_bytes;
    if (whole > directory.size() - place)
        return fail(ErrorCode::invalid,
                    fmt::format("the central directory is cut short at its byte {}", place));
    ZipRecord record;
    record.name = std::string(directory.substr(place + k_central_bytes, name_bytes));
    record.flags = get_16(head, 8);
    record.method = get_16(head, 10);
    record.crc = get_32(head, 16);
    record.packed_size = get_32(head, 20);
    record.size = get_32(head, 24);
    record.offset = get_32(head, 42);
    record.attributes = get_32(head, 38);
    record.time = get_16(head, 12);
    record.date = get_16(head, 14);
    const auto extra = directory.substr(place + k_central_bytes + name_bytes, extra_bytes);
    SPOKE_TRY(
        resolve_zip64(record.name, extra, {&record.size, &record.packed_size, &record.offset}));
    SPOKE_TRY(check_unicode_path(record.name, extra));
    if (get_16(head, 34) != 0) return refuse(record.name, "is on another disk");
    place += whole;
    return record;
}

Result<void> check_kind(const ZipRecord& record) {
    if ((record.flags & k_flag_encrypted) != 0) return refuse(record.name, "is encrypted");
    if ((record.flags & k_flag_patch) != 0) return refuse(record.name, "is a patch");
    if (record.method != 0 && record.method != 8)
        return refuse(record.name, fmt::format("is packed with method {}; only stored (0) and "
                                               "deflated (8) are read by all installers",
                                               record.method));
    if (record.method == 0 && record.size != record.packed_size)
        return refuse(record.name, "is stored, but has two sizes");
    return ok();
}

/// Equal, or left for the data descriptor.
bool local_value_fits(std::uint64_t local, std::uint64_t central, bool described) {
    return local == central || (described && local == 0);
}

struct DataEnd {
    std::uint64_t offset = 0;
    bool described = false;  ///< a data descriptor follows
};

/// Compares the local header; answers where the data ends.
Result<DataEnd> check_local(const RandomReader& reader, const ZipRecord& record) {
    SPOKE_TRY(const auto head, reader.read_string(record.offset, k_local_bytes));
    if (get_32(head, 0) != k_local_signature)
        return refuse(record.name, fmt::format("has no local header at {}", record.offset));
    const std::size_t name_bytes = get_16(head, 26);
    const std::size_t extra_bytes = get_16(head, 28);
    SPOKE_TRY(const auto rest,
              reader.read_string(record.offset + k_local_bytes, name_bytes + extra_bytes));
    const auto name = std::string_view(rest).substr(0, name_bytes);
    const auto extra = std::string_view(rest).substr(name_bytes);
    if (name != record.name)
        return refuse(record.name,
                      fmt::format("is called '{}' in its local header", base::printable(name)));
    const std::uint16_t flags = get_16(head, 6);
    if (((flags ^ record.flags) & k_flags_compared) != 0 || get_16(head, 8) != record.method)
        return refuse(record.name, "has another kind in its local header");
    std::uint64_t packed = get_32(head, 18);
    std::uint64_t size = get_32(head, 22);
    SPOKE_TRY(resolve_zip64(record.name, extra, {&size, &packed}));
    SPOKE_TRY(check_unicode_path(record.name, extra));
    const bool described = (flags & k_flag_descriptor) != 0;
    if (!local_value_fits(get_32(head, 14), record.crc, described) ||
        !local_value_fits(packed, record.packed_size, described) ||
        !local_value_fits(size, record.size, described))
        return refuse(record.name, "has another size or checksum in its local header");
    const std::uint64_t data = record.offset + k_local_bytes + name_bytes + extra_bytes;
    if (record.packed_size > reader.size() || data > reader.size() - record.packed_size)
        return refuse(record.name, "reaches past the end of the file");
    return DataEnd{data + record.packed_size, described};
}

/// Between the data and the next member: nothing, or the data descriptor in one of its four shapes.
Result<void> check_gap(const RandomReader& reader, const ZipRecord& record, const DataEnd& end,
                       std::uint64_t next) {
    if (end.offset > next) return refuse(record.name, "overlaps the next member");
    const auto gap = next - end.offset;
    const auto stray = [&] {
        return refuse(record.name,
                      fmt::format("is followed by {} bytes that belong to no member", gap));
    };
    if (!end.described) return gap == 0 ? ok() : stray();
    if (gap == 0) return refuse(record.name, "lacks the data descriptor that it announces");
    if (gap != 12 && gap != 16 && gap != 20 && gap != 24) return stray();
    SPOKE_TRY(const auto bytes, reader.read_string(end.offset, static_cast<std::size_t>(gap)));
    std::size_t place = 0;
    if (gap == 16 || gap == 24) {
        if (get_32(bytes, 0) != k_descriptor_signature) return stray();
        place = 4;
    }
    const std::size_t width = gap >= 20 ? 8 : 4;
    if (get_32(bytes, place) != record.crc ||
        get_number(bytes, place + 4, width) != record.packed_size ||
        get_number(bytes, place + 4 + width, width) != record.size)
        return refuse(record.name, "has another size or checksum in its data descriptor");
    return ok();
}

Result<void> check_cover(const RandomReader& reader, const std::vector<ZipRecord>& records,
                         std::uint64_t directory_offset) {
    std::vector<const ZipRecord*> sorted;
    sorted.reserve(records.size());
    for (const auto& record : records) sorted.push_back(&record);
    std::ranges::sort(sorted, {}, &ZipRecord::offset);
    const std::uint64_t first = sorted.empty() ? directory_offset : sorted.front()->offset;
    if (first != 0)
        return fail(ErrorCode::invalid,
                    fmt::format("{} bytes stand before the first member of the zip", first));
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const auto& record = *sorted[i];
        const auto next = i + 1 < sorted.size() ? sorted[i + 1]->offset : directory_offset;
        SPOKE_TRY(const auto end, check_local(reader, record));
        SPOKE_TRY(check_gap(reader, record, end, next));
    }
    return ok();
}

}  // namespace

Result<std::vector<ZipRecord>> read_zip_layout(const RandomReader& reader, ZipRules rules,
                                               std::uint64_t max_entries) {
    SPOKE_TRY(const auto end, find_zip_end(reader, rules));
    if (end.count > max_entries)
        return fail(ErrorCode::too_large,
                    fmt::format("the zip has {} members; the limit is {}", end.count, max_entries));
    if (end.size > k_max_directory_bytes)
        return fail(ErrorCode::too_large,
                    fmt::format("the central directory is {} bytes", end.size));
    SPOKE_TRY(const auto directory,
              reader.read_string(end.offset, static_cast<std::size_t>(end.size)));
    std::vector<ZipRecord> records;
    for (std::size_t place = 0; place < directory.size();) {
        if (records.size() == end.count)
            return fail(ErrorCode::invalid, "the central directory has more than its members");
        SPOKE_TRY(auto record, read_central(directory, place));
        SPOKE_TRY(check_kind(record));
        records.push_back(std::move(record));
    }
    if (records.size() != end.count)
        return fail(ErrorCode::invalid, fmt::format("the central directory has {} members, the end "
                                                    "record says {}",
                                                    records.size(), end.count));
    SPOKE_TRY(check_cover(reader, records, end.offset));
    return records;
}

}  // namespace spoke::archive
