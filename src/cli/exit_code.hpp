#pragma once

#include "base/result.hpp"

namespace spoke::cli {

/// Exit codes of every command; those of `verify` follow the table in docs/reference/verify.md.
enum class ExitCode {
    success = 0,
    failed = 1,         ///< it was tried and did not work; verify: policy not met
    usage = 2,          ///< wrong command line, setting or input
    tampered = 3,       ///< verify only: tampering or an invalid signature
    unreadable = 4,     ///< verify only: something could not be read, the result is partial
    trust_missing = 5,  ///< verify only: trust is missing, expired or rolled back
};

ExitCode exit_code_of(const Error& error);

}  // namespace spoke::cli
