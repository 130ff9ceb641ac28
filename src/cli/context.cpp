#include "cli/context.hpp"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/nearest.hpp"

namespace spoke::cli {
namespace {

constexpr std::uint64_t k_file_limit = 64 * 1024;

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::optional<std::filesystem::path> settings_path(const Context& context) {
    if (auto given = context.variable("SPOKESHAVE_CONFIG")) return *given;
    if (auto folder = context.variable("XDG_CONFIG_HOME"))
        return std::filesystem::path(*folder) / "spokeshave" / "config.toml";
    if (auto home = context.variable("HOME"))
        return std::filesystem::path(*home) / ".config" / "spokeshave" / "config.toml";
    return std::nullopt;
}

/// `url` and `token` of the settings file, where they are not known yet.
Result<void> read_client_file(const std::filesystem::path& path, ServerOptions& options) {
    const auto text = base::read_file(path, k_file_limit);
    if (!text && text.error().code == ErrorCode::not_found) return ok();
    if (!text) return fail(text.error());
    const toml::parse_result parsed = toml::parse(std::string_view(*text));
    const auto place = [&](const toml::source_region& at) {
        return path.string() + ":" + std::to_string(at.begin.line) + ":" +
               std::to_string(at.begin.column) + ": ";
    };
    if (!parsed)
        return fail(ErrorCode::invalid,
                    place(parsed.error().source()) + std::string(parsed.error().description()));
    const std::vector<std::string> known = {"url", "token"};
    for (const auto& [key, node] : parsed.table()) {
        const std::string name(key.str());
        const auto* value = node.as_string();
        if (name != "url" && name != "token")
            return fail(ErrorCode::invalid, place(key.source()) + "unknown setting \"" + name +
                                                "\"" + base::did_you_mean(name, known));
        if (value == nullptr)
            return fail(ErrorCode::invalid, place(node.source()) + name + " must be a text");
        if (name == "url" && options.url.empty()) options.url = value->get();
        if (name == "token" && options.token.empty()) options.token = base::Secret(value->get());
    }
    return ok();
}

}  // namespace

std::optional<std::string> Context::variable(std::string_view name) const {
    const auto found = environment.find(std::string(name));
    if (found == environment.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

void Context::report(const Error& error) {
    err << "error: " << error.message << '\n';
    for (const auto& note : error.notes) err << "  " << note << '\n';
    exit = exit_code_of(error);
}

void Context::run(const std::function<Result<ExitCode>()>& body) {
    const auto result = body();
    if (result)
        exit = *result;
    else
        report(result.error());
}

void ServerArguments::add_to(CLI::App& command) {
    command
        .add_option("--url", url, "The server, as in http://127.0.0.1:8470 (else SPOKESHAVE_URL)")
        ->type_name("URL");
    command
        .add_option("--token-file", token_file,
                    "A file that holds a management token, such as DIR/admin-token (else "
                    "SPOKESHAVE_TOKEN)")
        ->type_name("FILE");
}

Result<ServerOptions> find_server(const ServerArguments& arguments, const Context& context) {
    ServerOptions options;
    options.url =
        !arguments.url.empty() ? arguments.url : context.variable("SPOKESHAVE_URL").value_or("");
    if (!arguments.token_file.empty()) {
        auto text = base::read_file(arguments.token_file, k_file_limit);
        if (!text) return fail_with_note(text.error(), "reading the token that --token-file names");
        options.token = base::Secret(trimmed(*std::move(text)));
    } else if (auto token = context.variable("SPOKESHAVE_TOKEN")) {
        options.token = base::Secret(*token);
    }
    if (const auto path = settings_path(context)) SPOKE_TRY(read_client_file(*path, options));
    if (options.url.empty())
        return fail(ErrorCode::invalid,
                    "no server is known; use --url, set SPOKESHAVE_URL, or write url = \"…\" into "
                    "~/.config/spokeshave/config.toml");
    if (options.token.empty())
        return fail(ErrorCode::invalid,
                    "no token is known; use --token-file DIR/admin-token, set SPOKESHAVE_TOKEN, or "
                    "write token = \"…\" into ~/.config/spokeshave/config.toml");
    while (options.url.ends_with('/')) options.url.pop_back();
    return options;
}

void add_output_option(CLI::App& command, OutputFormat& format) {
    const std::map<std::string, OutputFormat> names = {{"text", OutputFormat::text},
                                                       {"json", OutputFormat::json}};
    command.add_option("-o,--output", format, "text or json")
        ->transform(CLI::CheckedTransformer(names))
        ->type_name("FORMAT")
        ->default_str("text");
}

}  // namespace spoke::cli
