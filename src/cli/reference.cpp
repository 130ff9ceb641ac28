#include "cli/reference.hpp"

#include <CLI/CLI.hpp>

namespace spoke::cli {
namespace {

void add_command(std::string& out, const CLI::App& command, const std::string& parent) {
    const std::string path =
        parent.empty() ? command.get_name() : parent + " " + command.get_name();
    const auto children = command.get_subcommands([](const CLI::App*) { return true; });
    if (children.empty() || path == "spokeshave") {
        out += "## `" + path + "`\n\n" + command.get_description() + "\n\n";
        if (path != "spokeshave") out += "```\n" + command.help(parent) + "```\n\n";
    }
    for (const auto* child : children)
        if (!child->get_group().empty()) add_command(out, *child, path);
}

}  // namespace

std::string render_command_reference(const CLI::App& program) {
    std::string out = "# Commands\n\nMade by `spokeshave reference commands`; do not edit.\n\n";
    add_command(out, program, "");
    return out;
}

}  // namespace spoke::cli
