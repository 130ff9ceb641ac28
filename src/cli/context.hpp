#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace spoke::cli {

/// Where a command's words go and what it was told by the environment. stdout is data, stderr is
/// talk; a test gives streams and an environment of its own.
struct Context {
    std::ostream& out;
    std::ostream& err;
    std::map<std::string, std::string> environment;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    ExitCode exit = ExitCode::success;

    std::optional<std::string> variable(std::string_view name) const;
    /// Says the error on stderr and sets the exit code that belongs to it.
    void report(const Error& error);
    /// Runs a command's body: its exit code, or the report of its error.
    void run(const std::function<Result<ExitCode>()>& body);
};

/// How to reach a server: options, then the environment, then the settings file.
struct ServerOptions {
    std::string url;     ///< --url, SPOKESHAVE_URL, `url`
    base::Secret token;  ///< --token-file, SPOKESHAVE_TOKEN, `token`
};

/// Adds --url and --token-file to a command. The answer is complete once the command line is
/// parsed.
struct ServerArguments {
    std::string url;
    std::string token_file;
    void add_to(CLI::App& command);
};

Result<ServerOptions> find_server(const ServerArguments& arguments, const Context& context);

enum class OutputFormat { text, json };
/// Adds `--output text|json` (-o).
void add_output_option(CLI::App& command, OutputFormat& format);

}  // namespace spoke::cli
