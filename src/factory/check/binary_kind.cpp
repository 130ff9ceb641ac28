#include "factory/check/binary_kind.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "archive/path_rules.hpp"

namespace spoke::factory {
namespace {

std::uint32_t big_endian(std::string_view bytes, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = (value << 8U) | static_cast<unsigned char>(bytes[offset + i]);
    return value;
}

bool is_windows_program(std::string_view bytes) {
    constexpr std::size_t k_header_pointer = 0x3c;
    if (!bytes.starts_with("MZ") || bytes.size() < k_header_pointer + 4) return false;
    std::size_t place = 0;
    for (std::size_t i = 4; i-- > 0;)
        place = (place << 8U) | static_cast<unsigned char>(bytes[k_header_pointer + i]);
    return bytes.size() > 4 && place <= bytes.size() - 4 &&
           bytes.substr(place, 4) == std::string_view("PE\0\0", 4);
}

/// 0xcafebabe begins both a Java class (then its version, 45 and more) and a Mach-O of several
/// machines (then their number).
BinaryKind by_cafebabe(std::string_view bytes) {
    constexpr std::uint32_t k_first_java_version = 45;
    return big_endian(bytes, 4) < k_first_java_version ? BinaryKind::foreign : BinaryKind::bytecode;
}

bool is_mach_o(std::uint32_t magic) {
    constexpr std::array k_magics{0xfeedfaceU, 0xfeedfacfU, 0xcefaedfeU, 0xcffaedfeU};
    return std::ranges::find(k_magics, magic) != k_magics.end();
}

bool is_archive(std::string_view bytes) {
    constexpr std::string_view k_starts[] = {"PK\x03\x04",
                                             "PK\x05\x06",
                                             "\x1f\x8b",
                                             "BZh",
                                             "\xfd"
                                             "7zXZ",
                                             "\x28\xb5\x2f\xfd",
                                             "7z\xbc\xaf\x27\x1c",
                                             "Rar!\x1a\x07"};
    for (const auto start : k_starts)
        if (bytes.starts_with(start)) return true;
    constexpr std::size_t k_tar_magic = 257;
    return bytes.size() > k_tar_magic + 5 && bytes.substr(k_tar_magic, 5) == "ustar";
}

}  // namespace

BinaryKind binary_kind(std::string_view path, std::string_view bytes) {
    const auto folded = archive::fold_case(path);
    if (bytes.starts_with("\x7f"
                          "ELF") ||
        bytes.starts_with("!<arch>\n"))
        return BinaryKind::native;
    if (bytes.size() >= 8 && big_endian(bytes, 0) == 0xcafebabeU) return by_cafebabe(bytes);
    if (is_windows_program(bytes) || (bytes.size() >= 4 && is_mach_o(big_endian(bytes, 0))))
        return BinaryKind::foreign;
    if (is_archive(bytes)) return BinaryKind::archive;
    if (bytes.starts_with(std::string_view("\0asm", 4)) || bytes.starts_with("BC\xc0\xde") ||
        bytes.starts_with("\x1bLua") || folded.ends_with(".pyc") || folded.ends_with(".pyo"))
        return BinaryKind::bytecode;
    return BinaryKind::none;
}

std::string_view to_string(BinaryKind kind) {
    switch (kind) {
        case BinaryKind::none:
            return "data";
        case BinaryKind::native:
            return "a native object";
        case BinaryKind::foreign:
            return "a program of another system";
        case BinaryKind::bytecode:
            return "bytecode";
        case BinaryKind::archive:
            return "an archive";
    }
    return "data";
}

bool has_native_ending(std::string_view path) {
    const auto folded = archive::fold_case(path);
    if (folded.find(".so.") != std::string::npos) return true;
    constexpr std::string_view k_endings[] = {".so", ".pyd", ".dll", ".dylib"};
    return std::ranges::any_of(k_endings, [&](auto ending) { return folded.ends_with(ending); });
}

}  // namespace spoke::factory
