#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "crypto/certificate.hpp"
#include "crypto/openssl_handle.hpp"

namespace spoke::crypto {
namespace {

using Store = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

ChainProblem problem_of(int error) {
    switch (error) {
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return ChainProblem::not_yet_valid;
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return ChainProblem::expired;
        case X509_V_ERR_INVALID_CA:
        case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
            return ChainProblem::not_an_authority;
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_SUBJECT_ISSUER_MISMATCH:
        case X509_V_ERR_AKID_SKID_MISMATCH:
        case X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH:
            return ChainProblem::not_issued_by_root;
        default:
            return ChainProblem::malformed;
    }
}

/// RFC 5280 §6 by OpenSSL, with one trusted certificate and no others to build a path from.
std::optional<ChainProblem> check_path(X509* certificate, X509* root, base::Moment moment) {
    const Store store(X509_STORE_new());
    const StoreContext context(X509_STORE_CTX_new());
    if (store == nullptr || context == nullptr || X509_STORE_add_cert(store.get(), root) != 1 ||
        X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) != 1) {
        ERR_clear_error();
        return ChainProblem::malformed;
    }
    auto* parameters = X509_STORE_CTX_get0_param(context.get());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
    X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(seconds.count()));
    X509_VERIFY_PARAM_set_flags(parameters,
                                X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
    const bool good = X509_verify_cert(context.get()) == 1;
    const int error = X509_STORE_CTX_get_error(context.get());
    ERR_clear_error();
    if (good) return std::nullopt;
    return problem_of(error);
}

bool is_signed_as_ours(const X509* certificate) {
    return X509_get_signature_nid(certificate) == NID_ecdsa_with_SHA256;
}

}  // namespace

/// The one that may look at the handles of certificates.
class ChainCheck {
public:
    static std::optional<ChainProblem> root(const Certificate& root, base::Moment moment) {
        auto* handle = root.handle_.get();
        if (!root.is_authority() || (X509_get_key_usage(handle) & KU_KEY_CERT_SIGN) == 0)
            return ChainProblem::not_an_authority;
        if (!is_signed_as_ours(handle)) return ChainProblem::malformed;
        if (X509_self_signed(handle, 1) != 1) {
            ERR_clear_error();
            return ChainProblem::not_an_authority;
        }
        return check_path(handle, handle, moment);
    }

    static std::optional<ChainProblem> leaf(const Certificate& leaf, base::Moment moment,
                                            const Certificate& root) {
        auto* handle = leaf.handle_.get();
        // A missing key usage reads as all bits set, and ours always stands there.
        if (leaf.is_authority() || X509_get_key_usage(handle) != KU_DIGITAL_SIGNATURE)
            return ChainProblem::not_a_leaf;
        if (!is_signed_as_ours(handle)) return ChainProblem::malformed;
        if (const auto problem = check_path(handle, root.handle_.get(), moment)) return problem;
        if (!leaf.purpose()) return ChainProblem::no_purpose;
        return std::nullopt;
    }
};

std::string_view to_string(ChainProblem problem) {
    switch (problem) {
        case ChainProblem::not_an_authority:
            return "the root may not issue certificates";
        case ChainProblem::not_issued_by_root:
            return "the certificate was not issued by the root";
        case ChainProblem::not_yet_valid:
            return "a certificate was not valid yet";
        case ChainProblem::expired:
            return "a certificate had expired";
        case ChainProblem::not_a_leaf:
            return "the certificate is not one for signing";
        case ChainProblem::no_purpose:
            return "the certificate has not exactly one purpose";
        case ChainProblem::malformed:
            return "a certificate breaks the rules of RFC 5280";
    }
    return "a certificate breaks the rules of RFC 5280";
}

std::optional<ChainProblem> check_chain(const Certificate& leaf, const Certificate& root,
                                        base::Moment moment) {
    if (const auto problem = check_root(root, moment)) return problem;
    return ChainCheck::leaf(leaf, moment, root);
}

std::optional<ChainProblem> check_root(const Certificate& root, base::Moment moment) {
    return ChainCheck::root(root, moment);
}

}  // namespace spoke::crypto
