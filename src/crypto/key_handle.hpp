#pragma once

// For this room's .cpp files alone: OpenSSL types leave it nowhere.
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::crypto {

template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};

struct KeyHandle {
    std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>> key;
};

inline const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// `what`, with OpenSSL's own reason; empties its error queue.
inline Error openssl_error(ErrorCode code, std::string what) {
    const unsigned long number = ERR_get_error();
    char text[256] = "";
    if (number != 0) ERR_error_string_n(number, text, sizeof text);
    ERR_clear_error();
    return Error{code, std::move(what) + (text[0] != '\0' ? ": " + std::string(text) : ""), {}};
}

}  // namespace spoke::crypto
