#pragma once

#include <string>

namespace CLI {
class App;
}

namespace spoke::cli {

/// docs/reference/commands.md, made from the commands themselves.
std::string render_command_reference(const CLI::App& program);

}  // namespace spoke::cli
