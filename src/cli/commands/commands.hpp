#pragma once

#include "cli/context.hpp"

namespace spoke::cli {

// Each adds its command to `program`; `program` and `context` outlive the parsing.
void add_request_command(CLI::App& program, Context& context);
void add_builds_command(CLI::App& program, Context& context);
void add_token_command(CLI::App& program, Context& context);
void add_trust_command(CLI::App& program, Context& context);
void add_verify_command(CLI::App& program, Context& context);

}  // namespace spoke::cli
