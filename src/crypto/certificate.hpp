#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"
#include "crypto/purpose.hpp"

// OpenSSL's X509.
struct x509_st;

namespace spoke::crypto {

/// Who stands in a certificate.
struct CertificateName {
    std::string common_name;   ///< the builder's name, for people: at most 64 characters
    std::string organization;  ///< the trust domain's id
    std::string uri;           ///< subject alternative name: the builder's id; empty for a root
};

struct Validity {
    base::Moment not_before{};
    base::Moment not_after{};

    bool contains(base::Moment moment) const { return not_before <= moment && moment <= not_after; }
    bool operator==(const Validity&) const = default;
};

/// An X.509 certificate (RFC 5280) of a P-256 key, parsed once. What stands in it is a claim until
/// check_chain() has said otherwise. Immutable; may be used from any thread.
class Certificate {
public:
    /// One certificate without trailing bytes. `invalid`: malformed, or not a P-256 key's.
    static Result<Certificate> from_der(std::string_view der);
    static Result<Certificate> from_pem(std::string_view pem);

    const std::string& der() const { return der_; }
    std::string pem() const;
    /// Lower-case hex of the SHA-256 of der(): what people compare.
    std::string fingerprint() const;
    const PublicKey& public_key() const { return key_; }
    const CertificateName& subject() const { return subject_; }
    const Validity& validity() const { return validity_; }
    /// True for one that may issue others (basic constraints).
    bool is_authority() const;
    /// Of a leaf: its only extended key usage, where that is one of ours.
    const std::optional<Purpose>& purpose() const { return purpose_; }

    bool operator==(const Certificate& other) const { return der_ == other.der_; }

private:
    friend class CertificateMaker;
    friend class ChainCheck;
    Certificate(std::shared_ptr<x509_st> handle, std::string der, PublicKey key)
        : handle_(std::move(handle)), der_(std::move(der)), key_(std::move(key)) {}
    static Result<Certificate> from_handle(std::shared_ptr<x509_st> handle);
    Result<void> read_fields();

    std::shared_ptr<x509_st> handle_;
    std::string der_;
    PublicKey key_;
    CertificateName subject_;
    Validity validity_;
    std::optional<Purpose> purpose_;
};

/// Makes certificates; serial numbers come from `random`.
class CertificateMaker {
public:
    explicit CertificateMaker(base::Random& random) : random_(random) {}

    /// Self-signed; may issue leaves and no further authorities.
    Result<Certificate> make_root(const PrivateKey& key, const CertificateName& name,
                                  Validity validity);
    Result<Certificate> make_leaf(const Certificate& root, const PrivateKey& root_key,
                                  const PublicKey& key, const CertificateName& name,
                                  Purpose purpose, Validity validity);

private:
    base::Random& random_;
};

/// Why a leaf does not hang from a root.
enum class ChainProblem {
    not_an_authority,  ///< the root may not issue, or is not self-signed
    not_issued_by_root,
    not_yet_valid,
    expired,
    not_a_leaf,  ///< an authority used as a leaf, or without the right to sign
    no_purpose,  ///< not exactly one extended key usage, or none of ours
    malformed,   ///< anything else that RFC 5280 §6 refuses; an unknown critical extension too
};
std::string_view to_string(ChainProblem problem);

/// Checks `leaf` against `root` at a moment; nothing: it holds. Whether the root is trusted is the
/// caller's question.
std::optional<ChainProblem> check_chain(const Certificate& leaf, const Certificate& root,
                                        base::Moment moment);
/// The root alone: self-signed, an authority, valid at the moment.
std::optional<ChainProblem> check_root(const Certificate& root, base::Moment moment);

}  // namespace spoke::crypto
