#include "crypto/key.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>

#include <array>

#include "crypto/digest.hpp"
#include "crypto/openssl_handle.hpp"

namespace spoke::crypto {
namespace {

using KeyPointer = std::shared_ptr<EVP_PKEY>;

// Larger inputs are no P-256 key, whatever they are.
constexpr std::size_t k_key_limit = std::size_t{16} * 1024;

KeyPointer own(EVP_PKEY* key) {
    return {key, EVP_PKEY_free};
}

bool is_p256(EVP_PKEY* key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
    if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1) return false;
    const std::string_view name(group.data(), size);
    return name == "prime256v1" || name == "P-256";
}

// Without it OpenSSL would ask on the terminal for the password of an encrypted key.
int refuse_password(char*, int, int, void*) {
    return -1;
}

}  // namespace

Result<PublicKey> PublicKey::from_handle(KeyPointer key) {
    if (key == nullptr) return openssl_failure(ErrorCode::invalid, "not a public key");
    if (!is_p256(key.get())) return fail(ErrorCode::invalid, "the key is not an ECDSA P-256 key");
    auto spki = der_of<i2d_PUBKEY>(key.get());
    if (spki.empty()) return openssl_failure(ErrorCode::internal, "writing a public key");
    return PublicKey(std::move(key), std::move(spki));
}

Result<PublicKey> PublicKey::from_der(std::string_view spki) {
    if (spki.size() > k_key_limit) return fail(ErrorCode::invalid, "not a public key: too long");
    const auto* at = as_bytes(spki);
    SPOKE_TRY(auto key, from_handle(own(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())))));
    // One key has one id, so other encodings of it and trailing bytes are refused.
    if (key.der() != spki)
        return fail(ErrorCode::invalid, "the public key is not in its one DER form");
    return key;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
    if (pem.size() > k_key_limit) return fail(ErrorCode::invalid, "not a public key: too long");
    const auto bio = read_from(pem);
    return from_handle(own(PEM_read_bio_PUBKEY(bio.get(), nullptr, refuse_password, nullptr)));
}

std::string PublicKey::pem() const {
    const BioHandle bio(BIO_new(BIO_s_mem()));
    SPOKE_ASSERT(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
    return written_to(bio.get());
}

std::string PublicKey::id() const {
    return sha256(spki_).hex();
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
    const DigestContext context(EVP_MD_CTX_new());
    const bool good =
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), as_bytes(signature), signature.size(), as_bytes(message),
                         message.size()) == 1;
    if (!good) ERR_clear_error();
    return good;
}

Result<PrivateKey> PrivateKey::generate() {
    auto key = own(EVP_EC_gen("P-256"));
    if (key == nullptr) return openssl_failure(ErrorCode::internal, "making a P-256 key");
    SPOKE_TRY(auto public_key, PublicKey::from_handle(key));
    return PrivateKey(std::move(key), std::move(public_key));
}

Result<PrivateKey> PrivateKey::from_pem(const base::Secret& pem) {
    if (pem.reveal().size() > k_key_limit)
        return fail(ErrorCode::invalid, "not a private key: too long");
    const auto bio = read_from(pem.reveal());
    auto key = own(PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_password, nullptr));
    if (key == nullptr)
        return openssl_failure(ErrorCode::invalid, "not an unencrypted private key in PEM");
    SPOKE_TRY(auto public_key, PublicKey::from_handle(key));
    return PrivateKey(std::move(key), std::move(public_key));
}

base::Secret PrivateKey::pem() const {
    const BioHandle bio(BIO_new(BIO_s_secmem()));
    SPOKE_ASSERT(PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr,
                                               nullptr) == 1);
    return base::Secret(written_to(bio.get()));
}

Result<std::string> PrivateKey::sign(std::string_view message) const {
    const DigestContext context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, as_bytes(message), message.size()) != 1)
        return openssl_failure(ErrorCode::internal, "signing");
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       as_bytes(message), message.size()) != 1)
        return openssl_failure(ErrorCode::internal, "signing");
    signature.resize(size);
    return signature;
}

}  // namespace spoke::crypto
