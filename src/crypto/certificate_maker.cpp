#include <openssl/x509v3.h>

#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "crypto/openssl_handle.hpp"

namespace spoke::crypto {
namespace {

using Draft = std::unique_ptr<X509, FreeWith<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

Result<void> add_name_field(X509_NAME* name, int field, const std::string& text) {
    if (X509_NAME_add_entry_by_NID(name, field, MBSTRING_UTF8, as_bytes(text),
                                   static_cast<int>(text.size()), -1, 0) != 1)
        return openssl_failure(ErrorCode::invalid,
                               "the name \"" + base::printable(text, 80) +
                                   "\" can't stand in a certificate (at most 64 characters)");
    return ok();
}

Result<void> set_subject(X509* draft, const CertificateName& name) {
    auto* subject = X509_get_subject_name(draft);
    SPOKE_TRY(add_name_field(subject, NID_commonName, name.common_name));
    return add_name_field(subject, NID_organizationName, name.organization);
}

bool set_time(ASN1_TIME* target, base::Moment moment) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
    return ASN1_TIME_set(target, static_cast<std::time_t>(seconds.count())) != nullptr;
}

// RFC 5280 §4.1.2.2: positive, at most 20 bytes; random, so that no counter must be kept.
bool set_serial(X509* draft, base::Random& random) {
    auto bytes = random.bytes(16);
    bytes[0] = static_cast<char>((static_cast<unsigned char>(bytes[0]) & 0x3fU) | 0x40U);
    const Number number(BN_bin2bn(as_bytes(bytes), static_cast<int>(bytes.size()), nullptr));
    return number != nullptr &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(draft)) != nullptr;
}

Result<void> add_extension(X509* draft, X509V3_CTX& context, int kind, const std::string& value) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    if (extension == nullptr || X509_add_ext(draft, extension.get(), -1) != 1)
        return openssl_failure(ErrorCode::invalid, "the certificate's extension " + value);
    return ok();
}

Result<Draft> make_draft(const PublicKey& key, EVP_PKEY* key_handle, const CertificateName& name,
                         Validity validity, base::Random& random) {
    if (validity.not_after <= validity.not_before)
        return fail(ErrorCode::invalid, "a certificate must end after it begins");
    Draft draft(X509_new());
    if (draft == nullptr || X509_set_version(draft.get(), X509_VERSION_3) != 1 ||
        !set_serial(draft.get(), random) ||
        !set_time(X509_getm_notBefore(draft.get()), validity.not_before) ||
        !set_time(X509_getm_notAfter(draft.get()), validity.not_after) ||
        X509_set_pubkey(draft.get(), key_handle) != 1)
        return openssl_failure(ErrorCode::internal, "making a certificate for " + key.id());
    SPOKE_TRY(set_subject(draft.get(), name));
    return draft;
}

Result<void> check_uri(const std::string& uri) {
    // The extension's text form splits at commas and the like.
    for (const char c : uri)
        if (c <= ' ' || c >= 0x7f || c == ',' || c == ';' || c == '"' || c == '\\')
            return fail(ErrorCode::invalid,
                        "\"" + base::printable(uri, 80) + "\" can't be a builder's id");
    return ok();
}

}  // namespace

Result<Certificate> CertificateMaker::make_root(const PrivateKey& key, const CertificateName& name,
                                                Validity validity) {
    SPOKE_TRY(auto draft, make_draft(key.public_key(), key.key_.get(), name, validity, random_));
    if (X509_set_issuer_name(draft.get(), X509_get_subject_name(draft.get())) != 1)
        return openssl_failure(ErrorCode::internal, "making a root certificate");
    X509V3_CTX context;
    X509V3_set_ctx(&context, draft.get(), draft.get(), nullptr, nullptr, 0);
    SPOKE_TRY(
        add_extension(draft.get(), context, NID_basic_constraints, "critical,CA:TRUE,pathlen:0"));
    SPOKE_TRY(add_extension(draft.get(), context, NID_key_usage,
                            "critical,keyCertSign,digitalSignature"));
    SPOKE_TRY(add_extension(draft.get(), context, NID_subject_key_identifier, "hash"));
    SPOKE_TRY(add_extension(draft.get(), context, NID_authority_key_identifier, "keyid:always"));
    if (X509_sign(draft.get(), key.key_.get(), EVP_sha256()) == 0)
        return openssl_failure(ErrorCode::internal, "signing a root certificate");
    return Certificate::from_handle({draft.release(), X509_free});
}

Result<Certificate> CertificateMaker::make_leaf(const Certificate& root, const PrivateKey& root_key,
                                                const PublicKey& key, const CertificateName& name,
                                                Purpose purpose, Validity validity) {
    if (root.public_key() != root_key.public_key())
        return fail(ErrorCode::invalid, "the root key is not that of the root certificate");
    SPOKE_TRY(check_uri(name.uri));
    SPOKE_TRY(auto draft, make_draft(key, key.key_.get(), name, validity, random_));
    if (X509_set_issuer_name(draft.get(), X509_get_subject_name(root.handle_.get())) != 1)
        return openssl_failure(ErrorCode::internal, "making a certificate");
    X509V3_CTX context;
    X509V3_set_ctx(&context, root.handle_.get(), draft.get(), nullptr, nullptr, 0);
    SPOKE_TRY(add_extension(draft.get(), context, NID_basic_constraints, "critical,CA:FALSE"));
    SPOKE_TRY(add_extension(draft.get(), context, NID_key_usage, "critical,digitalSignature"));
    SPOKE_TRY(add_extension(draft.get(), context, NID_ext_key_usage,
                            "critical," + std::string(oid_of(purpose))));
    SPOKE_TRY(add_extension(draft.get(), context, NID_subject_alt_name, "URI:" + name.uri));
    SPOKE_TRY(add_extension(draft.get(), context, NID_subject_key_identifier, "hash"));
    SPOKE_TRY(add_extension(draft.get(), context, NID_authority_key_identifier, "keyid:always"));
    if (X509_sign(draft.get(), root_key.key_.get(), EVP_sha256()) == 0)
        return openssl_failure(ErrorCode::internal, "signing a certificate");
    return Certificate::from_handle({draft.release(), X509_free});
}

}  // namespace spoke::crypto
