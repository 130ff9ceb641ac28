#include "app/commands.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>

#include "app/roles/roles.hpp"
#include "app/settings.hpp"
#include "app/supervisor.hpp"
#include "base/log.hpp"
#include "cli/reference.hpp"

namespace spoke::app {
namespace {

/// The options of `serve` as they stood on the command line; a file may stand below them.
struct ServeArguments {
    std::string config;
    std::map<std::string, std::string> values;
    std::map<std::string, bool> switches;
};

void add_setting_options(CLI::App& command, ServeArguments& arguments) {
    for (const auto& row : settings_table()) {
        if (row.is_switch())
            command.add_flag(row.option(), arguments.switches[row.key], row.help);
        else
            command.add_option(row.option(), arguments.values[row.key], row.help)
                ->type_name(row.value_name);
    }
}

Result<Settings> read_settings(const ServeArguments& arguments) {
    Settings settings;
    if (!arguments.config.empty()) SPOKE_TRY(read_settings_file(arguments.config, settings));
    for (const auto& row : settings_table()) {
        const auto given = arguments.values.find(row.key);
        const auto on = arguments.switches.find(row.key);
        std::string value;
        if (given != arguments.values.end()) value = given->second;
        if (on != arguments.switches.end() && on->second) value = "true";
        if (value.empty()) continue;
        auto set = row.set(settings, value);
        if (!set) return fail(ErrorCode::invalid, row.option() + ": " + set.error().message);
    }
    return settings;
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "spokeshave";
    return name.data();
}

/// uv and auditwheel: as installed with the program, or those of a checkout that it was built in.
std::filesystem::path find_tools() {
    std::error_code code;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", code);
    if (code) return {};
    const auto folder = program.parent_path();
    for (const auto& candidate :
         {folder / "../lib/spokeshave/tools", folder / "tools", folder / "../../.tools/venv"})
        if (std::filesystem::exists(candidate / "bin/uv", code))
            return std::filesystem::canonical(candidate, code);
    return {};
}

void apply_defaults(Settings& settings) {
    if (settings.builder_name.empty()) settings.builder_name = host_name();
    if (settings.tools.empty()) settings.tools = find_tools();
}

void set_level(const std::string& level) {
    const std::map<std::string, base::LogLevel> levels = {{"debug", base::LogLevel::debug},
                                                          {"info", base::LogLevel::info},
                                                          {"warn", base::LogLevel::warn},
                                                          {"error", base::LogLevel::error}};
    base::set_log_level(levels.at(level));
}

void add_serve(CLI::App& program, cli::Context& context) {
    auto arguments = std::make_shared<ServeArguments>();
    auto* command = program.add_subcommand("serve", "Run the server with its builders");
    command
        ->add_option("--config", arguments->config, "A settings file (TOML); options win over it")
        ->type_name("FILE");
    add_setting_options(*command, *arguments);
    command->footer(
        "Example:\n  spokeshave serve --data /var/lib/spokeshave --upstream ./sdists "
        "--allow-sdist-source\n"
        "At the first start it makes repositories and keys, and says where the administrator's "
        "token is.");
    command->callback([arguments, &context] {
        context.run([&]() -> Result<cli::ExitCode> {
            SPOKE_TRY(auto settings, read_settings(*arguments));
            apply_defaults(settings);
            set_level(settings.log_level);
            SPOKE_TRY(supervise(settings));
            return cli::ExitCode::success;
        });
    });
}

/// What the supervisor starts; not for people.
void add_roles(CLI::App& program, cli::Context& context) {
    auto* role = program.add_subcommand("role", "One of the server's processes; started by serve");
    role->group("");
    auto arguments = std::make_shared<ServeArguments>();
    const auto add = [&](const char* name, Result<void> (*run)(const Settings&)) {
        auto* command = role->add_subcommand(name, "");
        add_setting_options(*command, *arguments);
        command->add_option("--keys", arguments->config);
        command->callback([arguments, run, &context] {
            context.run([&]() -> Result<cli::ExitCode> {
                ServeArguments values = *arguments;
                values.config.clear();
                SPOKE_TRY(auto settings, read_settings(values));
                settings.keys = arguments->config;
                set_level(settings.log_level);
                SPOKE_TRY(run(settings));
                return cli::ExitCode::success;
            });
        });
    };
    add("server", run_server);
    add("signer", run_signer);
    add("fetcher", run_fetcher);
    add("builder", run_builder);
}

void add_reference(CLI::App& program, cli::Context& context) {
    auto topic = std::make_shared<std::string>();
    auto* command =
        program.add_subcommand("reference", "Print a page of the reference documentation");
    command->group("");
    command->add_option("TOPIC", *topic, "settings or commands")
        ->required()
        ->check(CLI::IsMember({"settings", "commands"}));
    command->callback([topic, &program, &context] {
        context.out << (*topic == "settings" ? render_settings_reference()
                                             : cli::render_command_reference(program));
    });
}

}  // namespace

void add_app_commands(CLI::App& program, cli::Context& context) {
    add_serve(program, context);
    add_roles(program, context);
    add_reference(program, context);
}

}  // namespace spoke::app
