#pragma once

#include <zlib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/little_endian.hpp"

namespace spoke::archive::test {

/// One member of a zip in which every field can lie.
struct RawMember {
    std::string name;
    std::string data;  ///< as it stands in the file: stored, unless `method` says otherwise
    std::optional<std::string> local_name = std::nullopt;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
    std::optional<std::uint16_t> local_flags = std::nullopt;
    std::uint32_t mode = 0100644;
    std::uint16_t made_by = (3U << 8U) | 20U;
    std::optional<std::uint32_t> crc = std::nullopt;
    std::optional<std::uint32_t> size = std::nullopt;  ///< unpacked; else that of `data`
    std::optional<std::uint32_t> local_size = std::nullopt;
    std::string extra = {};
    std::string local_extra = {};
    std::string descriptor = {};  ///< behind the data
    std::string gap = {};         ///< behind the descriptor
    std::string comment = {};
    std::uint16_t date = 0x21;  // 1980-01-01
    std::uint16_t time = 0;
};

struct RawZip {
    std::vector<RawMember> members;
    std::string prefix = {};
    std::string before_directory = {};
    std::string suffix = {};
    std::string comment = {};
    bool offsets_after_prefix = true;
    int count_change = 0;

    std::string bytes() const {
        std::string out = prefix;
        std::string directory;
        for (const auto& member : members) {
            const auto offset = out.size() - (offsets_after_prefix ? 0 : prefix.size());
            append_local(out, member);
            append_central(directory, member, offset);
        }
        out += before_directory;
        const auto offset = out.size() - (offsets_after_prefix ? 0 : prefix.size());
        out += directory;
        out += "PK\x05\x06";
        put_32(out, 0);
        const auto count =
            static_cast<std::uint16_t>(static_cast<int>(members.size()) + count_change);
        put_16(out, count);
        put_16(out, count);
        put_32(out, static_cast<std::uint32_t>(directory.size()));
        put_32(out, static_cast<std::uint32_t>(offset));
        put_16(out, static_cast<std::uint16_t>(comment.size()));
        return out + comment + suffix;
    }

    static std::uint32_t crc_of(const std::string& data) {
        return static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(data.size())));
    }

    static std::string deflated(const std::string& data) {
        z_stream stream{};
        deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
        std::string out(deflateBound(&stream, static_cast<uLong>(data.size())), '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
        stream.avail_in = static_cast<uInt>(data.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        deflate(&stream, Z_FINISH);
        out.resize(out.size() - stream.avail_out);
        deflateEnd(&stream);
        return out;
    }

    static std::string extra_block(std::uint16_t id, const std::string& data) {
        std::string block;
        put_16(block, id);
        put_16(block, static_cast<std::uint16_t>(data.size()));
        return block + data;
    }

private:
    static std::uint32_t crc_for(const RawMember& m) { return m.crc.value_or(crc_of(m.data)); }

    static void append_local(std::string& out, const RawMember& m) {
        const auto name = m.local_name.value_or(m.name);
        const auto flags = m.local_flags.value_or(m.flags);
        const bool described = (flags & 8U) != 0;
        const auto size = m.size.value_or(static_cast<std::uint32_t>(m.data.size()));
        out += "PK\x03\x04";
        put_16(out, 20);
        put_16(out, flags);
        put_16(out, m.method);
        put_16(out, m.time);
        put_16(out, m.date);
        put_32(out, described ? 0 : crc_for(m));
        put_32(out, described ? 0 : static_cast<std::uint32_t>(m.data.size()));
        put_32(out, m.local_size.value_or(described ? 0 : size));
        put_16(out, static_cast<std::uint16_t>(name.size()));
        put_16(out, static_cast<std::uint16_t>(m.local_extra.size()));
        out += name + m.local_extra + m.data + m.descriptor + m.gap;
    }

    static void append_central(std::string& out, const RawMember& m, std::size_t offset) {
        out += "PK\x01\x02";
        put_16(out, m.made_by);
        put_16(out, 20);
        put_16(out, m.flags);
        put_16(out, m.method);
        put_16(out, m.time);
        put_16(out, m.date);
        put_32(out, crc_for(m));
        put_32(out, static_cast<std::uint32_t>(m.data.size()));
        put_32(out, m.size.value_or(static_cast<std::uint32_t>(m.data.size())));
        put_16(out, static_cast<std::uint16_t>(m.name.size()));
        put_16(out, static_cast<std::uint16_t>(m.extra.size()));
        put_16(out, static_cast<std::uint16_t>(m.comment.size()));
        put_16(out, 0);
        put_16(out, 0);
        put_32(out, m.mode << 16U);
        put_32(out, static_cast<std::uint32_t>(offset));
        out += m.name + m.extra + m.comment;
    }
};

}  // namespace spoke::archive::test
