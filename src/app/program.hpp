#pragma once

#include <string>
#include <vector>

namespace spoke::app {

/// The whole program: parses the arguments and runs a command. The exit code.
int run_program(const std::vector<std::string>& arguments);

}  // namespace spoke::app
