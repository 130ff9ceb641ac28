#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "base/encoding.hpp"
#include "cli/api_client.hpp"
#include "cli/commands/builds_watch.hpp"
#include "cli/commands/commands.hpp"

namespace spoke::cli {
namespace {

using base::Json;

struct Arguments {
    ServerArguments server;
    OutputFormat format = OutputFormat::text;
    std::string id;
    std::string state;
    std::string project;
    int limit = 50;
};

Result<ExitCode> list(const Arguments& arguments, Context& context) {
    std::string path = "/api/v1/builds?limit=" + std::to_string(arguments.limit);
    if (!arguments.state.empty()) path += "&state=" + base::percent_encode_segment(arguments.state);
    if (!arguments.project.empty())
        path += "&project=" + base::percent_encode_segment(arguments.project);
    SPOKE_TRY(const auto server, find_server(arguments.server, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(const auto answer, client.get(path));
    if (arguments.format == OutputFormat::json) {
        context.out << answer.dump(2) << '\n';
        return ExitCode::success;
    }
    for (const auto& build : answer.value("builds", Json::array()))
        context.out << base::json_string_or(build, "id", "") << "  " << describe_build(build)
                    << '\n';
    return ExitCode::success;
}

std::string one_line(std::string text) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
        text.replace(at, 1, "; ");
    return text;
}

void show_list(const Json& build, const char* key, const char* title,
               const std::vector<const char*>& fields, std::ostream& out) {
    const auto rows = build.value(key, Json::array());
    if (!rows.is_array() || rows.empty()) return;
    out << title << ":\n";
    for (const auto& row : rows) {
        out << " ";
        for (const char* field : fields)
            out << ' ' << base::printable(one_line(base::json_string_or(row, field, "")), 2000);
        out << '\n';
    }
}

Result<ExitCode> show(const Arguments& arguments, Context& context) {
    SPOKE_TRY(const auto server, find_server(arguments.server, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(const auto build,
              client.get("/api/v1/builds/" + base::percent_encode_segment(arguments.id)));
    if (arguments.format == OutputFormat::json) {
        context.out << build.dump(2) << '\n';
        return ExitCode::success;
    }
    context.out << describe_build(build) << '\n';
    for (const char* key : {"id", "reason", "created", "started", "finished", "equivalence"}) {
        const auto value = base::json_string_or(build, key, "");
        if (!value.empty()) context.out << fmt::format("{:<12} {}\n", key, base::printable(value));
    }
    show_list(build, "files", "files", {"filename", "sha256"}, context.out);
    show_list(build, "checks", "checks", {"id", "status", "detail"}, context.out);
    show_list(build, "inputs", "built with", {"role", "sha256"}, context.out);
    return ExitCode::success;
}

Result<ExitCode> log(const Arguments& arguments, Context& context) {
    SPOKE_TRY(const auto server, find_server(arguments.server, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(
        const auto text,
        client.get_text("/api/v1/builds/" + base::percent_encode_segment(arguments.id) + "/log"));
    if (!context.out_is_terminal) {
        context.out << text;
        return ExitCode::success;
    }
    // A build prints what it likes; a terminal must not obey it.
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        context.out << base::printable(rest.substr(0, end), rest.size() * 4) << '\n';
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return ExitCode::success;
}

using Body = Result<ExitCode> (*)(const Arguments&, Context&);

CLI::App* add_one(CLI::App& builds, Context& context, const char* name, const char* help, Body body,
                  const std::shared_ptr<Arguments>& arguments) {
    auto* command = builds.add_subcommand(name, help);
    arguments->server.add_to(*command);
    command->callback(
        [arguments, body, &context] { context.run([&] { return body(*arguments, context); }); });
    return command;
}

}  // namespace

void add_builds_command(CLI::App& program, Context& context) {
    auto* builds = program.add_subcommand("builds", "What was built, how it went, and the logs");
    builds->require_subcommand(1);
    auto arguments = std::make_shared<Arguments>();

    auto* list_command = add_one(*builds, context, "list", "Builds, newest first", list, arguments);
    list_command->add_option("--state", arguments->state, "Only those in this state, as in failed")
        ->type_name("STATE");
    list_command->add_option("--project", arguments->project, "Only those of this project")
        ->type_name("NAME");
    list_command->add_option("--limit", arguments->limit, "At most so many")
        ->check(CLI::Range(1, 1000))
        ->type_name("N");
    add_output_option(*list_command, arguments->format);

    auto* show_command = add_one(*builds, context, "show",
                                 "One build with its files, checks and inputs", show, arguments);
    show_command->add_option("ID", arguments->id, "As `builds list` shows it")->required();
    add_output_option(*show_command, arguments->format);

    auto* log_command = add_one(*builds, context, "log", "The log of one build", log, arguments);
    log_command->add_option("ID", arguments->id, "As `builds list` shows it")->required();
}

}  // namespace spoke::cli
