#include <array>
#include <cstdint>
#include <string>

#include "access/tokens.hpp"
#include "base/encoding.hpp"
#include "crypto/digest.hpp"

// The form of a token: what can be told without a look-up.
namespace spoke::access {
namespace {

constexpr std::size_t k_secret_bytes = 32;
constexpr std::size_t k_secret_length = 43;
constexpr std::size_t k_checksum_length = 6;
constexpr std::string_view k_redacted = "spoke_[redacted]";

constexpr std::array<std::uint32_t, 256> make_crc_table() {
    constexpr std::uint32_t k_polynomial = 0xEDB88320;  // IEEE 802.3, reflected
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1U) != 0 ? value >> 1U ^ k_polynomial : value >> 1U;
        table[i] = value;
    }
    return table;
}

std::uint32_t crc32(std::string_view bytes) {
    static constexpr auto k_table = make_crc_table();
    std::uint32_t crc = 0xFFFFFFFF;
    for (const char c : bytes)
        crc = crc >> 8U ^ k_table[(crc ^ static_cast<std::uint8_t>(c)) & 0xFFU];
    return ~crc;
}

/// The four bytes of the CRC are just six characters of base64url.
std::string checksum(std::string_view secret) {
    const auto crc = crc32(secret);
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(crc >> shift & 0xFFU);
    return base::to_base64url(bytes);
}

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

bool is_prefix_at(std::string_view text, std::size_t at) {
    // In any case: a tool may have changed it, and it is as secret as before.
    if (text.size() - at < k_token_prefix.size()) return false;
    for (std::size_t i = 0; i < k_token_prefix.size(); ++i) {
        const char c = text[at + i];
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (lower != k_token_prefix[i]) return false;
    }
    return true;
}

}  // namespace

base::Secret make_token_secret(base::Random& random) {
    const auto secret = base::to_base64url(random.bytes(k_secret_bytes));
    return base::Secret(std::string(k_token_prefix) + secret + checksum(secret));
}

bool looks_like_token(std::string_view text) {
    if (text.size() != k_token_length || !text.starts_with(k_token_prefix)) return false;
    const auto secret = text.substr(k_token_prefix.size(), k_secret_length);
    for (const char c : secret)
        if (!is_token_character(c)) return false;
    return base::equal_in_constant_time(text.substr(text.size() - k_checksum_length),
                                        checksum(secret));
}

crypto::Sha256Digest token_digest(std::string_view secret) {
    return crypto::sha256(secret);
}

std::string redact_tokens(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_prefix_at(text, at)) {
            out += text[at++];
            continue;
        }
        out += k_redacted;
        at += k_token_prefix.size();
        while (at < text.size() && is_token_character(text[at])) ++at;
    }
    return out;
}

}  // namespace spoke::access
