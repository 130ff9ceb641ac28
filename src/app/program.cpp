#include "app/program.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "app/commands.hpp"
#include "cli/command_line.hpp"

namespace spoke::app {
namespace {

std::map<std::string, std::string> read_environment() {
    std::map<std::string, std::string> out;
    for (const char* const* entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            out.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
    cli::Context context{std::cout, std::cerr, read_environment(), ::isatty(STDOUT_FILENO) != 0,
                         ::isatty(STDERR_FILENO) != 0};
    // The last of the four catch-alls (docs/style.md, "Errors"): a library's exception that nobody
    // wrapped.
    try {
        CLI::App program("Python packages rebuilt from source, served, and proven.", "spokeshave");
        program.set_version_flag("--version", SPOKE_VERSION);
        program.footer("Help on a command: spokeshave COMMAND --help");
        add_app_commands(program, context);
        cli::add_commands(program, context);
        return static_cast<int>(cli::run_command_line(program, arguments, context));
    } catch (const std::exception& error) {
        std::cerr << "error: a bug: an exception was not handled: " << error.what() << '\n';
        return static_cast<int>(cli::ExitCode::failed);
    }
}

}  // namespace spoke::app
