#pragma once

#include <string>
#include <string_view>

namespace spoke::crypto {

/// One INTEGER of DER from a big-endian number without sign.
inline std::string der_integer(std::string_view number) {
    while (number.size() > 1 && number.front() == 0) number.remove_prefix(1);
    std::string body(number);
    if ((static_cast<unsigned char>(body.front()) & 0x80U) != 0) body.insert(0, 1, '\0');
    return std::string{'\x02', static_cast<char>(body.size())} + body;
}

/// The raw r || s of the specifications as DER (RFC 3279 §2.2.3).
inline std::string der_signature(std::string_view r_then_s) {
    const auto half = r_then_s.size() / 2;
    const auto body = der_integer(r_then_s.substr(0, half)) + der_integer(r_then_s.substr(half));
    return std::string{'\x30', static_cast<char>(body.size())} + body;
}

/// The SubjectPublicKeyInfo of a P-256 point, from its two coordinates in bytes (RFC 5480).
inline std::string p256_spki(std::string_view x, std::string_view y) {
    constexpr std::string_view head(
        "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01"
        "\x07\x03\x42\x00\x04",
        27);
    return std::string(head) + std::string(x) + std::string(y);
}

}  // namespace spoke::crypto
