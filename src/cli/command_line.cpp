#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "base/encoding.hpp"
#include "base/nearest.hpp"
#include "cli/commands/commands.hpp"

namespace spoke::cli {
namespace {

/// The command that the arguments reached.
const CLI::App& deepest(const CLI::App& program) {
    const CLI::App* at = &program;
    for (;;) {
        const auto chosen = at->get_subcommands();
        if (chosen.empty()) return *at;
        at = chosen.front();
    }
}

std::string full_name(const CLI::App& command) {
    std::string name = command.get_name();
    for (const CLI::App* at = command.get_parent(); at != nullptr; at = at->get_parent())
        name = at->get_name() + " " + name;
    return name;
}

std::vector<std::string> words_of(const CLI::App& command, std::string_view word) {
    std::vector<std::string> words;
    if (word.starts_with("-")) {
        for (const auto* option : command.get_options())
            for (const auto& name : option->get_lnames()) words.push_back("--" + name);
    } else {
        for (const auto* subcommand : command.get_subcommands([](const CLI::App*) { return true; }))
            if (!subcommand->get_group().empty()) words.push_back(subcommand->get_name());
    }
    return words;
}

/// What was not understood, with the nearest word that would have been.
std::string explain_extras(const CLI::App& command, const std::vector<std::string>& extras) {
    std::string word = extras.front();
    word = word.substr(0, word.find('='));
    const bool option = word.starts_with("-");
    return std::string(option ? "unknown option " : "unknown command or argument ") + "\"" +
           base::printable(word, 80) + "\"" + base::did_you_mean(word, words_of(command, word));
}

}  // namespace

void add_commands(CLI::App& program, Context& context) {
    add_request_command(program, context);
    add_builds_command(program, context);
    add_token_command(program, context);
    add_trust_command(program, context);
    add_verify_command(program, context);
}

ExitCode run_command_line(CLI::App& program, const std::vector<std::string>& arguments,
                          Context& context) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    program.require_subcommand(0, 1);
    // Collected instead of refused by the library, so that the nearest word can be named.
    for (auto* command : program.get_subcommands([](const CLI::App*) { return true; }))
        command->fallthrough(false);
    try {
        program.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        context.out << deepest(program).help();
        return ExitCode::success;
    } catch (const CLI::CallForVersion&) {
        context.out << "spokeshave " SPOKE_VERSION "\n";
        return ExitCode::success;
    } catch (const CLI::RequiredError& error) {
        // A mistyped subcommand is also a missing one; its name says more.
        const auto extras = program.remaining(true);
        const auto& command = deepest(program);
        context.err << "error: "
                    << (extras.empty() ? base::printable(error.what())
                                       : explain_extras(command, extras))
                    << "\nSee: " << full_name(command) << " --help\n";
        return ExitCode::usage;
    } catch (const CLI::ExtrasError&) {
        const auto& command = deepest(program);
        const auto extras = program.remaining(true);
        context.err << "error: "
                    << (extras.empty() ? "the command line is not understood"
                                       : explain_extras(command, extras))
                    << "\nSee: " << full_name(command) << " --help\n";
        return ExitCode::usage;
    } catch (const CLI::ParseError& error) {
        context.err << "error: " << base::printable(error.what())
                    << "\nSee: " << full_name(deepest(program)) << " --help\n";
        return ExitCode::usage;
    }
    if (program.get_subcommands().empty()) {
        context.out << program.help();
        return ExitCode::usage;
    }
    return context.exit;
}

}  // namespace spoke::cli
