#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace spoke {

/// The closed list of reasons. `http/error_response.cpp` maps it to a status, `cli/exit_code.cpp`
/// to an exit code.
enum class ErrorCode {
    invalid,          ///< the input breaks a rule; the message says which and where
    unauthenticated,  ///< no, wrong or expired credentials
    denied,           ///< known caller without the right, or a policy says no
    not_found,        ///< surely not there
    conflict,         ///< against what is already there
    too_large,        ///< over a stated limit
    unsupported,      ///< understood, but not offered
    unavailable,      ///< could not be asked; may work later
    timeout,
    exhausted,  ///< disk, memory, descriptors or a queue is full
    corrupt,    ///< our own stored data is not what it should be
    cancelled,
    internal,
};

/// "invalid", "not_found", …: the name that logs and JSON carry.
std::string_view to_string(ErrorCode code);

/// What went wrong. `message` names the object and the cause and, for people, the next step;
/// `notes` are added on the way up: while doing what, for whom.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::vector<std::string> notes;

    /// message, then each note in parentheses, on one line.
    std::string describe() const;
};

template <class T>
using Result = std::expected<T, Error>;

inline Result<void> ok() {
    return {};
}

inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
    return std::unexpected(Error{code, std::move(message), {}});
}

inline std::unexpected<Error> fail(Error error) {
    return std::unexpected(std::move(error));
}

/// The error with one more note of context.
inline std::unexpected<Error> fail_with_note(Error error, std::string note) {
    error.notes.push_back(std::move(note));
    return std::unexpected(std::move(error));
}

/// From errno: the code that fits it, and "what: No such file or directory".
Error error_from_errno(int number, std::string what);

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

}  // namespace spoke

#define SPOKE_JOIN_AGAIN(a, b) a##b
#define SPOKE_JOIN(a, b) SPOKE_JOIN_AGAIN(a, b)
#define SPOKE_PICK(_1, _2, name, ...) name

#define SPOKE_TRY_VOID_AS(result, returner, expression)   \
    if (auto result = (expression); !result) [[unlikely]] \
    returner ::std::unexpected(::std::move(result).error())

#define SPOKE_TRY_VALUE_AS(result, returner, declaration, expression) \
    auto result = (expression);                                       \
    if (!result) [[unlikely]]                                         \
        returner ::std::unexpected(::std::move(result).error());      \
    declaration = *::std::move(result)

#define SPOKE_TRY_1(expression) \
    SPOKE_TRY_VOID_AS(SPOKE_JOIN(spoke_try_, __LINE__), return, expression)
#define SPOKE_TRY_2(declaration, expression) \
    SPOKE_TRY_VALUE_AS(SPOKE_JOIN(spoke_try_, __LINE__), return, declaration, expression)
#define SPOKE_CO_TRY_1(expression) \
    SPOKE_TRY_VOID_AS(SPOKE_JOIN(spoke_try_, __LINE__), co_return, expression)
#define SPOKE_CO_TRY_2(declaration, expression) \
    SPOKE_TRY_VALUE_AS(SPOKE_JOIN(spoke_try_, __LINE__), co_return, declaration, expression)

/// SPOKE_TRY(auto name, ProjectName::parse(text)); declares name, or returns the error.
/// SPOKE_TRY(check(x)); returns the error, if any. An expression with a comma outside parentheses
/// needs parentheses around it.
#define SPOKE_TRY(...) SPOKE_PICK(__VA_ARGS__, SPOKE_TRY_2, SPOKE_TRY_1, unused)(__VA_ARGS__)

/// The same in a coroutine, where the error is co_returned.
#define SPOKE_CO_TRY(...) \
    SPOKE_PICK(__VA_ARGS__, SPOKE_CO_TRY_2, SPOKE_CO_TRY_1, unused)(__VA_ARGS__)

/// For our own bugs, never for input; always on.
#define SPOKE_ASSERT(expression) \
    ((expression) ? void() : ::spoke::assertion_failed(#expression, __FILE__, __LINE__))
