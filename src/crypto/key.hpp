#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

// OpenSSL's EVP_PKEY; its headers stay in this room's .cpp files.
struct evp_pkey_st;

namespace spoke::crypto {

/// An ECDSA key on P-256 (FIPS 186-4), with SHA-256 and DER signatures: what sigstore and PEP 740
/// use. Immutable; copies share the key, and may be used from any thread.
class PublicKey {
public:
    /// DER of a SubjectPublicKeyInfo (RFC 5480). Another kind of key or curve is `invalid`.
    static Result<PublicKey> from_der(std::string_view spki);
    static Result<PublicKey> from_pem(std::string_view pem);

    const std::string& der() const { return spki_; }
    std::string pem() const;
    /// Lower-case hex of the SHA-256 of der(): how statements and trust files name a key.
    std::string id() const;
    /// True if `signature`, DER of an ECDSA-Sig-Value without trailing bytes, is this key's over
    /// the SHA-256 of `message`.
    bool verify(std::string_view message, std::string_view signature) const;

    bool operator==(const PublicKey& other) const { return spki_ == other.spki_; }

private:
    friend class Certificate;
    friend class CertificateMaker;
    friend class PrivateKey;
    static Result<PublicKey> from_handle(std::shared_ptr<evp_pkey_st> key);
    PublicKey(std::shared_ptr<evp_pkey_st> key, std::string spki)
        : key_(std::move(key)), spki_(std::move(spki)) {}
    std::shared_ptr<evp_pkey_st> key_;
    std::string spki_;
};

/// The secret half. It can't be printed; pem() is for the file that keeps it.
class PrivateKey {
public:
    static Result<PrivateKey> generate();
    /// PKCS #8 without encryption.
    static Result<PrivateKey> from_pem(const base::Secret& pem);

    base::Secret pem() const;
    const PublicKey& public_key() const { return public_; }
    /// DER signature over the SHA-256 of `message`.
    Result<std::string> sign(std::string_view message) const;

private:
    friend class CertificateMaker;
    PrivateKey(std::shared_ptr<evp_pkey_st> key, PublicKey public_key)
        : key_(std::move(key)), public_(std::move(public_key)) {}
    std::shared_ptr<evp_pkey_st> key_;
    PublicKey public_;
};

}  // namespace spoke::crypto
