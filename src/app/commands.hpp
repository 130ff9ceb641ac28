#pragma once

#include "cli/context.hpp"

namespace spoke::app {

/// The commands that need the composition root: `serve`, the hidden `role` and `reference`.
void add_app_commands(CLI::App& program, cli::Context& context);

}  // namespace spoke::app
