#include "archive/zip_writer.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "archive/little_endian.hpp"
#include "archive/path_rules.hpp"
#include "base/encoding.hpp"

namespace spoke::archive {
namespace {

constexpr std::uint16_t k_version_needed = 20;                 // deflate
constexpr std::uint16_t k_version_made_by = (3U << 8U) | 20U;  // Unix
constexpr std::uint16_t k_flag_utf8 = 1U << 11U;
constexpr std::uint16_t k_deflated = 8;
constexpr std::size_t k_max_zip = 0xFFFFFFFE;  // above stands "see ZIP64"
constexpr std::size_t k_max_members = 0xFFFE;
constexpr int k_level = 6;

struct DosTime {
    std::uint16_t date = 0;
    std::uint16_t time = 0;
};

/// MS-DOS times have 2 s steps and run from 1980 to 2107.
DosTime to_dos_time(base::Moment moment) {
    using namespace std::chrono;
    constexpr sys_seconds k_first = sys_days{year{1980} / 1 / 1};
    constexpr sys_seconds k_last = sys_days{year{2108} / 1 / 1} - seconds{2};
    const auto at = std::clamp(floor<seconds>(moment), k_first, k_last);
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{at - day};
    const auto years = static_cast<unsigned>(static_cast<int>(date.year()) - 1980);
    const auto bits = [](auto value) {
        return static_cast<unsigned>(value);
    };
    return {
        static_cast<std::uint16_t>((years << 9U) | (bits(date.month()) << 5U) | bits(date.day())),
        static_cast<std::uint16_t>((bits(clock.hours().count()) << 11U) |
                                   (bits(clock.minutes().count()) << 5U) |
                                   (bits(clock.seconds().count()) / 2))};
}

struct DeflateEnd {
    void operator()(z_stream* stream) const { deflateEnd(stream); }
};

/// Raw deflate, all in one call, so that the output does not depend on how input was cut.
Result<std::string> deflate_raw(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, k_level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return fail(ErrorCode::exhausted, "zlib has no memory to pack a member");
    const std::unique_ptr<z_stream, DeflateEnd> guard(&stream);
    std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    if (packed.size() > std::numeric_limits<uInt>::max())
        return fail(ErrorCode::too_large, "a member is too large for a zip without ZIP64");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        return fail(ErrorCode::internal, "zlib did not finish a member");
    packed.resize(packed.size() - stream.avail_out);
    return packed;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What the local and the central header say alike.
std::string shared_fields(const Member& member, DosTime time, std::size_t packed_size) {
    const auto* data = reinterpret_cast<const Bytef*>(member.bytes.data());
    std::string fields;
    put_16(fields, k_version_needed);
    put_16(fields, is_ascii(member.path) ? std::uint16_t{0} : k_flag_utf8);
    put_16(fields, k_deflated);
    put_16(fields, time.time);
    put_16(fields, time.date);
    put_32(fields,
           static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), data, member.bytes.size())));
    put_32(fields, static_cast<std::uint32_t>(packed_size));
    put_32(fields, static_cast<std::uint32_t>(member.bytes.size()));
    put_16(fields, static_cast<std::uint16_t>(member.path.size()));
    put_16(fields, 0);  // no extra field
    return fields;
}

void append_central(std::string& directory, const Member& member, std::string_view shared,
                    std::size_t offset) {
    constexpr std::uint32_t k_regular = 0100000;
    const std::uint32_t mode = member.executable == Executable::yes ? 0755 : 0644;
    directory += "PK\x01\x02";
    put_16(directory, k_version_made_by);
    directory += shared;
    put_16(directory, 0);  // no comment
    put_16(directory, 0);  // first disk
    put_16(directory, 0);  // internal attributes: not said to be text
    put_32(directory, (k_regular | mode) << 16U);
    put_32(directory, static_cast<std::uint32_t>(offset));
    directory += member.path;
}

std::string end_record(std::size_t count, std::size_t size, std::size_t offset) {
    std::string record = "PK\x05\x06";
    put_32(record, 0);  // one disk
    put_16(record, static_cast<std::uint16_t>(count));
    put_16(record, static_cast<std::uint16_t>(count));
    put_32(record, static_cast<std::uint32_t>(size));
    put_32(record, static_cast<std::uint32_t>(offset));
    put_16(record, 0);  // no comment
    return record;
}

Result<void> check_names(std::span<const Member> members) {
    NameSet names;
    for (const auto& member : members) {
        SPOKE_TRY(check_member_path(member.path));
        SPOKE_TRY(names.add(member.path, NameKind::leaf));
    }
    return ok();
}

}  // namespace

Result<std::string> write_canonical_zip(std::span<const Member> members, base::Moment epoch) {
    if (members.size() > k_max_members)
        return fail(ErrorCode::too_large,
                    fmt::format("{} members are too many for a zip without ZIP64", members.size()));
    SPOKE_TRY(check_names(members));
    const auto time = to_dos_time(epoch);
    std::string archive;
    std::string directory;
    for (const auto& member : members) {
        if (member.bytes.size() > k_max_zip - archive.size())
            return fail(ErrorCode::too_large, fmt::format("with member '{}' the zip is over 4 GiB",
                                                          base::printable(member.path)));
        SPOKE_TRY(const auto packed, deflate_raw(member.bytes));
        const auto shared = shared_fields(member, time, packed.size());
        append_central(directory, member, shared, archive.size());
        archive += "PK\x03\x04";
        archive += shared;
        archive += member.path;
        archive += packed;
        if (archive.size() + directory.size() > k_max_zip)
            return fail(ErrorCode::too_large, "the zip is over 4 GiB");
    }
    const auto offset = archive.size();
    archive += directory;
    archive += end_record(members.size(), directory.size(), offset);
    return archive;
}

std::string deflate_version() {
    return fmt::format("zlib {}", zlibVersion());
}

}  // namespace spoke::archive
