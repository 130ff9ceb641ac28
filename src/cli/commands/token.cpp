#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/time.hpp"
#include "cli/api_client.hpp"
#include "cli/commands/commands.hpp"
#include "cli/token_output.hpp"

namespace spoke::cli {
namespace {

using base::Json;

struct CreateArguments {
    ServerArguments server;
    std::string name;
    std::string ttl;
    std::vector<std::string> scope;
    bool admin = false;
    TokenForm form = TokenForm::text;
};

Result<ExitCode> create(const CreateArguments& arguments, Context& context) {
    Json body = {{"name", arguments.name}, {"kind", arguments.admin ? "admin" : "pull"}};
    if (!arguments.ttl.empty()) {
        SPOKE_TRY(const auto ttl, base::parse_duration(arguments.ttl));
        body["ttl_seconds"] = ttl.count();
    }
    if (arguments.scope == std::vector<std::string>{"python"})
        body["scope"] = "python";
    else
        body["scope"] = arguments.scope;
    SPOKE_TRY(const auto server, find_server(arguments.server, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(const auto token, client.post("/api/v1/tokens", body));
    SPOKE_TRY(const auto text, render_token(token, arguments.form, server.url));
    context.out << text;
    return ExitCode::success;
}

std::string shown(const Json& token, const char* key) {
    const auto text = base::json_string_or(token, key, "");
    return text.empty() ? "-" : text.substr(0, 19);
}

std::string_view state_of(const Json& token) {
    if (!base::json_string_or(token, "revoked", "").empty()) return "revoked";
    const auto expires = base::parse_rfc3339(base::json_string_or(token, "expires", ""));
    return expires && *expires <= base::SystemClock().now() ? "expired" : "live";
}

Result<ExitCode> list(const ServerArguments& arguments, OutputFormat format, Context& context) {
    SPOKE_TRY(const auto server, find_server(arguments, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(const auto answer, client.get("/api/v1/tokens"));
    if (format == OutputFormat::json) {
        context.out << answer.dump(2) << '\n';
        return ExitCode::success;
    }
    context.out << fmt::format("{:<36}  {:<20} {:<6} {:<19}  {:<19}  {}\n", "ID", "NAME", "KIND",
                               "EXPIRES", "LAST USE", "STATE");
    for (const auto& token : answer.value("tokens", Json::array())) {
        context.out << fmt::format(
            "{:<36}  {:<20} {:<6} {:<19}  {:<19}  {}\n",
            shown(token, "id").empty() ? "" : base::json_string_or(token, "id", ""),
            base::printable(base::json_string_or(token, "name", "")),
            base::json_string_or(token, "kind", ""), shown(token, "expires"),
            shown(token, "last_used"), state_of(token));
    }
    return ExitCode::success;
}

Result<ExitCode> revoke(const ServerArguments& arguments, const std::string& id, Context& context) {
    SPOKE_TRY(const auto server, find_server(arguments, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(client.remove("/api/v1/tokens/" + base::percent_encode_segment(id)));
    context.err << "revoked " << base::printable(id) << '\n';
    return ExitCode::success;
}

void add_create(CLI::App& token, Context& context) {
    auto arguments = std::make_shared<CreateArguments>();
    arguments->scope = {"python"};
    auto* command = token.add_subcommand("create", "Make a token and show it once");
    command->add_option("NAME", arguments->name, "What it is for, as in ci or my-laptop")
        ->required();
    command
        ->add_option("--ttl", arguments->ttl,
                     "How long it lives, as in 720h (the default) or 30d; at most 8760h")
        ->type_name("DURATION");
    command
        ->add_option("--scope", arguments->scope,
                     "python (every Python repository), or the names of repositories")
        ->delimiter(',')
        ->type_name("SCOPE");
    command->add_flag("--admin", arguments->admin, "A token that may manage this server");
    const std::map<std::string, TokenForm> forms = {{"text", TokenForm::text},
                                                    {"json", TokenForm::json},
                                                    {"env", TokenForm::env},
                                                    {"netrc", TokenForm::netrc}};
    command->add_option("-o,--output", arguments->form, "text, json, env (shell exports) or netrc")
        ->transform(CLI::CheckedTransformer(forms))
        ->type_name("FORMAT");
    arguments->server.add_to(*command);
    command->callback(
        [arguments, &context] { context.run([&] { return create(*arguments, context); }); });
}

}  // namespace

void add_token_command(CLI::App& program, Context& context) {
    auto* token = program.add_subcommand("token", "Make, list and revoke tokens");
    token->require_subcommand(1);
    add_create(*token, context);

    auto listing = std::make_shared<std::pair<ServerArguments, OutputFormat>>();
    auto* list_command = token->add_subcommand("list", "All tokens, without their secrets");
    listing->first.add_to(*list_command);
    add_output_option(*list_command, listing->second);
    list_command->callback([listing, &context] {
        context.run([&] { return list(listing->first, listing->second, context); });
    });

    auto revoking = std::make_shared<std::pair<ServerArguments, std::string>>();
    auto* revoke_command = token->add_subcommand("revoke", "End a token at once");
    revoke_command->add_option("ID", revoking->second, "Its id or name, as `token list` shows them")
        ->required();
    revoking->first.add_to(*revoke_command);
    revoke_command->callback([revoking, &context] {
        context.run([&] { return revoke(revoking->first, revoking->second, context); });
    });
}

}  // namespace spoke::cli
