#include "archive/zip_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "archive/little_endian.hpp"

namespace spoke::archive {
namespace {

constexpr std::uint32_t k_end_signature = 0x06054b50;
constexpr std::uint32_t k_zip64_end_signature = 0x06064b50;
constexpr std::uint32_t k_zip64_locator_signature = 0x07064b50;
constexpr std::size_t k_end_bytes = 22;
constexpr std::size_t k_zip64_end_bytes = 56;
constexpr std::size_t k_zip64_locator_bytes = 20;
constexpr std::size_t k_max_comment = 0xFFFF;

/// The end record at `offset`, as its 22 bytes.
struct Found {
    std::uint64_t offset = 0;
    std::string bytes;
};

/// More than one place can be read as the end record when a comment holds another; readers differ
/// in which they take.
Result<Found> find_end_record(const RandomReader& reader) {
    const auto size = reader.size();
    if (size < k_end_bytes) return fail(ErrorCode::invalid, "the file is too short for a zip");
    const auto window =
        static_cast<std::size_t>(std::min<std::uint64_t>(size, k_end_bytes + k_max_comment));
    SPOKE_TRY(const auto tail, reader.read_string(size - window, window));
    std::size_t found = 0;
    std::size_t place = 0;
    for (std::size_t at = 0; at + k_end_bytes <= window; ++at) {
        if (get_32(tail, at) != k_end_signature) continue;
        if (at + k_end_bytes + get_16(tail, at + 20) != window) continue;
        ++found;
        place = at;
    }
    if (found == 0)
        return fail(ErrorCode::invalid,
                    "the file does not end with a zip's end record: no zip, cut short, or with "
                    "other data behind it");
    if (found > 1)
        return fail(ErrorCode::invalid, "the zip has more than one end record at its end");
    return Found{size - window + place, tail.substr(place, k_end_bytes)};
}

bool agrees(std::uint64_t small, std::uint64_t large, std::size_t width) {
    const std::uint64_t sentinel = width == 2 ? 0xFFFFU : 0xFFFFFFFFU;
    return small == sentinel || small == large;
}

Result<ZipEnd> read_zip64_end(const RandomReader& reader, const Found& end,
                              std::string_view locator, std::uint64_t& directory_end) {
    const auto offset = get_64(locator, 8);
    const auto locator_offset = end.offset - k_zip64_locator_bytes;
    if (get_32(locator, 4) != 0 || get_32(locator, 16) > 1)
        return fail(ErrorCode::invalid, "the zip is one disk of several");
    if (offset > locator_offset || locator_offset - offset < k_zip64_end_bytes)
        return fail(ErrorCode::invalid, "the ZIP64 locator points outside the file");
    SPOKE_TRY(const auto bytes, reader.read_string(offset, k_zip64_end_bytes));
    if (get_32(bytes, 0) != k_zip64_end_signature)
        return fail(ErrorCode::invalid, "the ZIP64 locator does not point to a ZIP64 end record");
    if (get_64(bytes, 4) != locator_offset - offset - 12)
        return fail(ErrorCode::invalid, "there is other data behind the ZIP64 end record");
    if (get_32(bytes, 16) != 0 || get_32(bytes, 20) != 0 || get_64(bytes, 24) != get_64(bytes, 32))
        return fail(ErrorCode::invalid, "the zip is one disk of several");
    directory_end = offset;
    const ZipEnd found{get_64(bytes, 32), get_64(bytes, 40), get_64(bytes, 48)};
    if (!agrees(get_16(end.bytes, 10), found.count, 2) ||
        !agrees(get_32(end.bytes, 12), found.size, 4) ||
        !agrees(get_32(end.bytes, 16), found.offset, 4))
        return fail(ErrorCode::invalid, "the end record and ZIP64's say different things");
    return found;
}

Result<ZipEnd> read_end(const RandomReader& reader, const Found& end,
                        std::uint64_t& directory_end) {
    if (end.offset >= k_zip64_locator_bytes) {
        SPOKE_TRY(const auto locator,
                  reader.read_string(end.offset - k_zip64_locator_bytes, k_zip64_locator_bytes));
        if (get_32(locator, 0) == k_zip64_locator_signature)
            return read_zip64_end(reader, end, locator, directory_end);
    }
    directory_end = end.offset;
    if (get_16(end.bytes, 4) != 0 || get_16(end.bytes, 6) != 0 ||
        get_16(end.bytes, 8) != get_16(end.bytes, 10))
        return fail(ErrorCode::invalid, "the zip is one disk of several");
    return ZipEnd{get_16(end.bytes, 10), get_32(end.bytes, 12), get_32(end.bytes, 16)};
}

}  // namespace

Result<ZipEnd> find_zip_end(const RandomReader& reader, ZipRules rules) {
    SPOKE_TRY(const auto found, find_end_record(reader));
    if (rules == ZipRules::wheel && get_16(found.bytes, 20) != 0)
        return fail(ErrorCode::invalid, "the zip has a comment, which a wheel must not have");
    std::uint64_t directory_end = 0;
    SPOKE_TRY(const auto end, read_end(reader, found, directory_end));
    if (end.offset > directory_end || end.size != directory_end - end.offset)
        return fail(ErrorCode::invalid,
                    fmt::format("the central directory ({} bytes at {}) does not end where the end "
                                "record begins ({}): data before, between or behind the members",
                                end.size, end.offset, directory_end));
    return end;
}

}  // namespace spoke::archive
