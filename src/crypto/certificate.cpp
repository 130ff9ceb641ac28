#include "crypto/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "crypto/digest.hpp"
#include "crypto/openssl_handle.hpp"

namespace spoke::crypto {
namespace {

constexpr std::size_t k_certificate_limit = std::size_t{64} * 1024;
constexpr std::size_t k_field_limit = 512;

using GeneralNames = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;
using KeyUsages = std::unique_ptr<EXTENDED_KEY_USAGE, FreeWith<EXTENDED_KEY_USAGE_free>>;

std::shared_ptr<X509> own(X509* certificate) {
    return {certificate, X509_free};
}

/// The text of a field that stands at most once; empty if it is missing.
Result<std::string> name_field(const X509_NAME* name, int field) {
    const int first = X509_NAME_get_index_by_NID(name, field, -1);
    if (first < 0) return std::string();
    if (X509_NAME_get_index_by_NID(name, field, first) >= 0)
        return fail(ErrorCode::invalid, "the certificate's subject has a field twice");
    const auto* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, first));
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, value);
    if (size < 0) return openssl_failure(ErrorCode::invalid, "the certificate's subject");
    std::string field_text(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    if (field_text.size() > k_field_limit)
        return fail(ErrorCode::invalid, "a field of the certificate's subject is too long");
    return field_text;
}

Result<base::Moment> moment_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return openssl_failure(ErrorCode::invalid, "a time in the certificate");
    using namespace std::chrono;
    const auto day =
        sys_days(year(parts.tm_year + 1900) / month(static_cast<unsigned>(parts.tm_mon + 1)) /
                 std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
    return day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
}

/// The only subject alternative name, if that is a URI.
std::string alternative_uri(const X509* certificate) {
    const GeneralNames names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    if (names == nullptr || sk_GENERAL_NAME_num(names.get()) != 1) return {};
    const auto* name = sk_GENERAL_NAME_value(names.get(), 0);
    if (name->type != GEN_URI) return {};
    const auto* text = name->d.uniformResourceIdentifier;
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(text));
    if (size > k_field_limit) return {};
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), size};
}

std::optional<Purpose> only_purpose(const X509* certificate) {
    const KeyUsages usages(static_cast<EXTENDED_KEY_USAGE*>(
        X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    if (usages == nullptr || sk_ASN1_OBJECT_num(usages.get()) != 1) return std::nullopt;
    std::array<char, 128> oid{};
    const int size = OBJ_obj2txt(oid.data(), static_cast<int>(oid.size()),
                                 sk_ASN1_OBJECT_value(usages.get(), 0), 1);
    if (size <= 0 || static_cast<std::size_t>(size) >= oid.size()) return std::nullopt;
    return find_purpose_by_oid({oid.data(), static_cast<std::size_t>(size)});
}

}  // namespace

Result<void> Certificate::read_fields() {
    const auto* name = X509_get_subject_name(handle_.get());
    SPOKE_TRY(subject_.common_name, name_field(name, NID_commonName));
    SPOKE_TRY(subject_.organization, name_field(name, NID_organizationName));
    subject_.uri = alternative_uri(handle_.get());
    SPOKE_TRY(validity_.not_before, moment_of(X509_get0_notBefore(handle_.get())));
    SPOKE_TRY(validity_.not_after, moment_of(X509_get0_notAfter(handle_.get())));
    purpose_ = only_purpose(handle_.get());
    ERR_clear_error();  // extensions that are not there leave errors behind
    return ok();
}

Result<Certificate> Certificate::from_handle(std::shared_ptr<X509> handle) {
    if (handle == nullptr) return openssl_failure(ErrorCode::invalid, "not a certificate");
    auto der = der_of<i2d_X509>(handle.get());
    if (der.empty()) return openssl_failure(ErrorCode::internal, "writing a certificate");
    auto* const key = X509_get_pubkey(handle.get());
    auto public_key = PublicKey::from_handle({key, EVP_PKEY_free});
    if (!public_key) return fail_with_note(std::move(public_key).error(), "in a certificate");
    Certificate certificate(std::move(handle), std::move(der), *std::move(public_key));
    SPOKE_TRY(certificate.read_fields());
    return certificate;
}

Result<Certificate> Certificate::from_der(std::string_view der) {
    if (der.size() > k_certificate_limit)
        return fail(ErrorCode::invalid, "not a certificate: too long");
    const auto* at = as_bytes(der);
    SPOKE_TRY(auto certificate,
              from_handle(own(d2i_X509(nullptr, &at, static_cast<long>(der.size())))));
    // Its fingerprint must be that of the bytes that came, so they are in their one form.
    if (certificate.der() != der)
        return fail(ErrorCode::invalid, "the certificate is not in its one DER form");
    return certificate;
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
    if (pem.size() > 2 * k_certificate_limit)
        return fail(ErrorCode::invalid, "not a certificate: too long");
    const auto bio = read_from(pem);
    auto* const handle = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
    if (handle == nullptr) return openssl_failure(ErrorCode::invalid, "not a certificate in PEM");
    const auto owner = own(handle);
    return from_der(der_of<i2d_X509>(handle));
}

std::string Certificate::pem() const {
    const BioHandle bio(BIO_new(BIO_s_mem()));
    SPOKE_ASSERT(PEM_write_bio_X509(bio.get(), handle_.get()) == 1);
    return written_to(bio.get());
}

std::string Certificate::fingerprint() const {
    return sha256(der_).hex();
}

bool Certificate::is_authority() const {
    return X509_check_ca(handle_.get()) != 0;
}

}  // namespace spoke::crypto
