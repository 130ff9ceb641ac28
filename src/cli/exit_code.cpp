#include "cli/exit_code.hpp"

namespace spoke::cli {

ExitCode exit_code_of(const Error& error) {
    return error.code == ErrorCode::invalid ? ExitCode::usage : ExitCode::failed;
}

}  // namespace spoke::cli
