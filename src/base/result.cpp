#include "base/result.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace spoke {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return "invalid";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::denied:
            return "denied";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::conflict:
            return "conflict";
        case ErrorCode::too_large:
            return "too_large";
        case ErrorCode::unsupported:
            return "unsupported";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::timeout:
            return "timeout";
        case ErrorCode::exhausted:
            return "exhausted";
        case ErrorCode::corrupt:
            return "corrupt";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::internal:
            return "internal";
    }
    return "internal";
}

std::string Error::describe() const {
    std::string text = message;
    for (const auto& note : notes) text += " (" + note + ")";
    return text;
}

namespace {

ErrorCode code_from_errno(int number) {
    switch (number) {
        case ENOENT:
        case ENOTDIR:
            return ErrorCode::not_found;
        case EACCES:
        case EPERM:
        case EROFS:
            return ErrorCode::denied;
        case EEXIST:
            return ErrorCode::conflict;
        case ENOSPC:
        case EDQUOT:
        case EMFILE:
        case ENFILE:
        case ENOMEM:
            return ErrorCode::exhausted;
        case EFBIG:
            return ErrorCode::too_large;
        case ETIMEDOUT:
            return ErrorCode::timeout;
        case ELOOP:
        case ENAMETOOLONG:
        case EINVAL:
            return ErrorCode::invalid;
        default:
            return ErrorCode::unavailable;
    }
}

}  // namespace

Error error_from_errno(int number, std::string what) {
    what += ": " + std::system_category().message(number);
    return Error{code_from_errno(number), std::move(what), {}};
}

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "spokeshave: a bug: %s does not hold (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace spoke
