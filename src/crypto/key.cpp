#include "crypto/key.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "crypto/digest.hpp"
#include "crypto/key_handle.hpp"

namespace spoke::crypto {
namespace {

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

constexpr std::string_view k_group = "prime256v1";

bool is_p256(const EVP_PKEY* key) {
    char group[64] = "";
    std::size_t length = 0;
    return EVP_PKEY_is_a(key, "EC") == 1 &&
           EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 &&
           std::string_view(group, length) == k_group;
}

std::string spki_of(const EVP_PKEY* key) {
    unsigned char* out = nullptr;
    const int length = i2d_PUBKEY(key, &out);
    if (length <= 0) return {};
    std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
    OPENSSL_free(out);
    return der;
}

}  // namespace

PublicKey::PublicKey(std::shared_ptr<const KeyHandle> handle, std::string der)
    : handle_(std::move(handle)), der_(std::move(der)), id_(sha256(der_).hex()) {}

Result<PublicKey> PublicKey::from_der(std::string_view spki) {
    const unsigned char* at = as_bytes(spki);
    auto handle = std::make_shared<KeyHandle>();
    handle->key.reset(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
    const bool whole = handle->key != nullptr && at == as_bytes(spki) + spki.size();
    if (!whole || !is_p256(handle->key.get()))
        return fail(openssl_error(ErrorCode::invalid, "not a P-256 public key"));
    // Only the one canonical encoding, so that a key has one id.
    if (spki_of(handle->key.get()) != spki)
        return fail(ErrorCode::invalid, "the public key is not in canonical DER");
    return PublicKey(std::move(handle), std::string(spki));
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
    const Context context(EVP_MD_CTX_new());
    const bool good = EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr,
                                           handle_->key.get()) == 1 &&
                      EVP_DigestVerify(context.get(), as_bytes(signature), signature.size(),
                                       as_bytes(message), message.size()) == 1;
    ERR_clear_error();
    return good;
}

PrivateKey::PrivateKey(std::shared_ptr<const KeyHandle> handle, PublicKey public_key)
    : handle_(std::move(handle)), public_(std::move(public_key)) {}

Result<PrivateKey> PrivateKey::generate() {
    auto handle = std::make_shared<KeyHandle>();
    handle->key.reset(EVP_EC_gen(k_group.data()));
    if (!handle->key) return fail(openssl_error(ErrorCode::internal, "a key could not be made"));
    SPOKE_TRY(auto public_key, PublicKey::from_der(spki_of(handle->key.get())));
    return PrivateKey(std::move(handle), std::move(public_key));
}

Result<PrivateKey> PrivateKey::from_pem(const base::Secret& pem) {
    const Bio bio(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.reveal().size())));
    auto handle = std::make_shared<KeyHandle>();
    // An encrypted key would ask for a passphrase on the terminal; the empty one makes it fail.
    handle->key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, const_cast<char*>("")));
    if (!handle->key || !is_p256(handle->key.get()))
        return fail(openssl_error(ErrorCode::invalid, "not a P-256 private key in PEM"));
    SPOKE_TRY(auto public_key, PublicKey::from_der(spki_of(handle->key.get())));
    return PrivateKey(std::move(handle), std::move(public_key));
}

base::Secret PrivateKey::pem() const {
    const Bio bio(BIO_new(BIO_s_secmem()));
    SPOKE_ASSERT(PEM_write_bio_PKCS8PrivateKey(bio.get(), handle_->key.get(), nullptr, nullptr, 0,
                                               nullptr, nullptr) == 1);
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &data);
    return base::Secret(std::string(data, static_cast<std::size_t>(length)));
}

Result<std::string> PrivateKey::sign(std::string_view message) const {
    const Context context(EVP_MD_CTX_new());
    std::size_t length = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, handle_->key.get()) !=
            1 ||
        EVP_DigestSign(context.get(), nullptr, &length, as_bytes(message), message.size()) != 1)
        return fail(openssl_error(ErrorCode::internal, "signing failed"));
    std::string signature(length, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                       as_bytes(message), message.size()) != 1)
        return fail(openssl_error(ErrorCode::internal, "signing failed"));
    signature.resize(length);
    return signature;
}

}  // namespace spoke::crypto
