#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace spoke::archive::test {

/// A ustar header of 512 bytes and, for files, padded bytes; every field can lie.
struct RawTarMember {
    std::string name;
    char type = '0';
    std::string data = {};
    std::string link = {};
    unsigned mode = 0644;
    std::int64_t time = 1'000'000'000;
    std::int64_t size = -1;  ///< announced; else that of `data`
};

inline std::string raw_tar_member(const RawTarMember& member) {
    std::string head(512, '\0');
    const auto put = [&](std::size_t offset, std::string_view text) {
        head.replace(offset, text.size(), text);
    };
    put(0, member.name);
    put(100, fmt::format("{:07o}", member.mode));
    put(108, "0000000");
    put(116, "0000000");
    const auto size = member.size < 0 ? static_cast<std::int64_t>(member.data.size()) : member.size;
    put(124, fmt::format("{:011o}", size));
    put(136, fmt::format("{:011o}", member.time));
    put(148, "        ");
    head[156] = member.type;
    put(157, member.link);
    put(257, std::string_view("ustar\0"
                              "00",
                              8));
    unsigned sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    put(148, fmt::format("{:06o}", sum));
    head[154] = '\0';
    head += member.data;
    head.append((512 - head.size() % 512) % 512, '\0');
    return head;
}

template <class... Members>
std::string raw_tar(const Members&... members) {
    return (raw_tar_member(members) + ... + std::string()) + std::string(1024, '\0');
}

}  // namespace spoke::archive::test
