#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace spoke::cli {

/// Adds the commands of this room to the program; those that need the composition root are added by
/// app. Each command has a file in commands/ and sets context.exit.
void add_commands(CLI::App& program, Context& context);

/// Parses and runs. A wrong command line is said with the nearest right word and where to read on;
/// --help prints the help of the command that it follows.
ExitCode run_command_line(CLI::App& program, const std::vector<std::string>& arguments,
                          Context& context);

}  // namespace spoke::cli
