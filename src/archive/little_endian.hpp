#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace spoke::archive {

/// Little-endian numbers in bytes that are known to be long enough.
inline std::uint64_t get_number(std::string_view bytes, std::size_t offset, std::size_t width) {
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = (value << 8U) | static_cast<unsigned char>(bytes[offset + i]);
    return value;
}
inline std::uint16_t get_16(std::string_view bytes, std::size_t offset) {
    return static_cast<std::uint16_t>(get_number(bytes, offset, 2));
}
inline std::uint32_t get_32(std::string_view bytes, std::size_t offset) {
    return static_cast<std::uint32_t>(get_number(bytes, offset, 4));
}
inline std::uint64_t get_64(std::string_view bytes, std::size_t offset) {
    return get_number(bytes, offset, 8);
}

inline void put_number(std::string& out, std::uint64_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}
inline void put_16(std::string& out, std::uint16_t value) {
    put_number(out, value, 2);
}
inline void put_32(std::string& out, std::uint32_t value) {
    put_number(out, value, 4);
}

}  // namespace spoke::archive
