#pragma once

#include <locale.h>

#include "base/result.hpp"

namespace spoke::archive {

/// While it lives, this thread's locale is C.UTF-8: libarchive converts the names of pax headers to
/// the locale's character set, and the program's own is plain C. Other threads are not touched.
class Utf8Locale {
public:
    Utf8Locale() : own_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (own_ != nullptr) former_ = ::uselocale(own_);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    ~Utf8Locale() {
        if (own_ == nullptr) return;
        ::uselocale(former_);
        ::freelocale(own_);
    }

    Result<void> check() const {
        if (own_ != nullptr) return ok();
        return fail(ErrorCode::unsupported, "this system has no locale C.UTF-8");
    }

private:
    locale_t own_ = nullptr;
    locale_t former_ = nullptr;
};

}  // namespace spoke::archive
