#include "crypto/name_uuid.hpp"

#include <openssl/evp.h>

#include <array>

#include "base/encoding.hpp"
#include "base/result.hpp"

namespace spoke::crypto {

std::string name_uuid(std::string_view name_space, std::string_view name) {
    std::string digits;
    for (const char c : name_space)
        if (c != '-') digits += c;
    auto bytes = base::from_hex(digits);
    SPOKE_ASSERT(bytes.has_value() && bytes->size() == 16);
    bytes->append(name);
    // SHA-1 makes an identifier here; nothing rests on its strength.
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    SPOKE_ASSERT(
        EVP_Digest(bytes->data(), bytes->size(), digest.data(), nullptr, EVP_sha1(), nullptr) == 1);
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0fU) | 0x50U);
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3fU) | 0x80U);
    auto text = base::to_hex({reinterpret_cast<const char*>(digest.data()), 16});
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

}  // namespace spoke::crypto
