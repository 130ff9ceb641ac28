#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "cli/api_client.hpp"
#include "cli/commands/builds_watch.hpp"
#include "cli/commands/commands.hpp"

namespace spoke::cli {
namespace {

using base::Json;

constexpr std::uint64_t k_file_limit = 1 << 20;

struct Arguments {
    ServerArguments server;
    std::vector<std::string> requirements;
    std::vector<std::string> files;
    bool wait = false;
    OutputFormat format = OutputFormat::text;
};

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

/// The requirement of one line of a requirements file; empty for blanks and comments. Hashes are of
/// upstream's files, and have no meaning for what will be built.
Result<std::string> parse_line(std::string_view line, const std::string& place) {
    if (const auto comment = line.find(" #"); comment != std::string_view::npos)
        line = line.substr(0, comment);
    if (const auto hash = line.find(" --hash"); hash != std::string_view::npos)
        line = line.substr(0, hash);
    std::string text = trimmed(line);
    if (text.ends_with('\\')) text = trimmed(std::string_view(text).substr(0, text.size() - 1));
    if (text.empty() || text.starts_with('#') || text.starts_with("--hash")) return std::string();
    if (text.starts_with('-'))
        return fail(ErrorCode::invalid,
                    place + ": the option \"" + base::printable(text, 80) +
                        "\" can't be requested; leave only requirements in the file");
    return text;
}

Result<void> read_requirements(const std::string& path, std::vector<std::string>& out) {
    SPOKE_TRY(const auto text, base::read_file(path, k_file_limit));
    std::string_view rest = text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        SPOKE_TRY(auto requirement, parse_line(line, path + ":" + std::to_string(number)));
        if (!requirement.empty()) out.push_back(std::move(requirement));
    }
    return ok();
}

Result<ExitCode> request(const Arguments& arguments, Context& context) {
    std::vector<std::string> requirements = arguments.requirements;
    for (const auto& file : arguments.files) SPOKE_TRY(read_requirements(file, requirements));
    if (requirements.empty())
        return fail(ErrorCode::invalid,
                    "nothing is requested; name NAME==VERSION, or a file with -r");
    SPOKE_TRY(const auto server, find_server(arguments.server, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(const auto answer, client.post("/api/v1/requests", {{"requirements", requirements}}));
    std::vector<std::string> ids;
    for (const auto& item : answer.value("requests", Json::array())) {
        SPOKE_TRY(auto id, base::json_string(item, "build"));
        if (!arguments.wait && arguments.format == OutputFormat::text)
            context.out << base::printable(base::json_string_or(item, "requirement", ""))
                        << ": build " << id << ", " << base::json_string_or(item, "state", "")
                        << '\n';
        if (std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
    }
    ExitCode code = ExitCode::success;
    if (arguments.wait) {
        SPOKE_TRY(code, watch_builds(client, ids, context));
    }
    if (arguments.format == OutputFormat::json) context.out << answer.dump(2) << '\n';
    return code;
}

}  // namespace

void add_request_command(CLI::App& program, Context& context) {
    auto arguments = std::make_shared<Arguments>();
    auto* command = program.add_subcommand("request", "Ask for packages to be rebuilt from source");
    command->add_option("REQUIREMENT", arguments->requirements,
                        "NAME==VERSION, or NAME for the newest version");
    command
        ->add_option("-r,--requirements", arguments->files, "A file of such lines, as pip reads it")
        ->type_name("FILE");
    command->add_flag("--wait", arguments->wait,
                      "Wait until all have ended; exit 1 if one was not published");
    add_output_option(*command, arguments->format);
    arguments->server.add_to(*command);
    command->footer(
        "What they need to be built is built first, by itself. Example:\n"
        "  spokeshave request flask==2.0.0 gunicorn==20.1.0 --wait");
    command->callback(
        [arguments, &context] { context.run([&] { return request(*arguments, context); }); });
}

}  // namespace spoke::cli
