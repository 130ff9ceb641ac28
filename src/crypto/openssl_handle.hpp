#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

// For this room's .cpp files only: owners of OpenSSL's objects, and its errors as ours.
namespace spoke::crypto {

template <auto free_function>
struct FreeWith {
    template <class T>
    void operator()(T* object) const {
        free_function(object);
    }
};

using BioHandle = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;

inline const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// The newest error of OpenSSL's queue, which is emptied: a stale one must not be blamed later.
inline std::unexpected<Error> openssl_failure(ErrorCode code, std::string what) {
    const auto number = ERR_peek_last_error();
    ERR_clear_error();
    const char* const reason = number == 0 ? nullptr : ERR_reason_error_string(number);
    if (reason != nullptr) what += std::string(": ") + reason;
    return fail(code, std::move(what));
}

inline BioHandle read_from(std::string_view text) {
    return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline std::string written_to(BIO* bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

/// DER of an object by one of OpenSSL's i2d functions; empty if it fails.
template <auto encode, class T>
std::string der_of(const T* object) {
    unsigned char* data = nullptr;
    const int size = encode(object, &data);
    if (size <= 0) return {};
    std::string der(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
    OPENSSL_free(data);
    return der;
}

}  // namespace spoke::crypto
