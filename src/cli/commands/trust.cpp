#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include "base/file.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "cli/api_client.hpp"
#include "cli/commands/commands.hpp"
#include "cli/pinned_trust.hpp"
#include "provenance/key_store.hpp"
#include "provenance/pin.hpp"
#include "provenance/trust.hpp"

namespace spoke::cli {
namespace {

constexpr std::uint64_t k_trust_limit = 16U << 20U;

struct Arguments {
    ServerArguments server;
    std::string out;
    std::string file;
    std::string fingerprint;
    std::string data;
};

void describe(const provenance::SignedTrust& trust, std::ostream& out) {
    out << "Builder:     " << trust.trust.builder_name << '\n'
        << "Version:     " << trust.trust.version << '\n'
        << "Expires:     " << base::format_rfc3339(trust.trust.expires) << '\n'
        << "Fingerprint: " << trust.root.fingerprint() << '\n';
}

Result<ExitCode> export_trust(const Arguments& arguments, Context& context) {
    SPOKE_TRY(const auto server, find_server(arguments.server, context));
    SPOKE_TRY(auto client, ApiClient::open(server));
    SPOKE_TRY(const auto text, client.get_text("/api/v1/trust"));
    // Parsed before it is kept: a file that could not be used would be found out much later.
    SPOKE_TRY(const auto trust, provenance::parse_signed_trust(text));
    if (arguments.out.empty()) {
        context.out << text;
        if (!text.ends_with('\n')) context.out << '\n';
        return ExitCode::success;
    }
    SPOKE_TRY(base::write_file_atomically(arguments.out, text));
    context.err << "Wrote " << arguments.out
                << ". Compare the fingerprint with the one on the server "
                << "(openssl x509 -in DATA/keys/root.crt -outform DER | sha256sum) before others "
                   "rely on it.\n";
    describe(trust, context.err);
    return ExitCode::success;
}

Result<ExitCode> pin(const Arguments& arguments, Context& context) {
    const auto path = pinned_trust_path(context);
    if (!path)
        return fail(ErrorCode::invalid,
                    "there is no home folder; set SPOKESHAVE_TRUST to where it is kept");
    SPOKE_TRY(const auto text, base::read_file(arguments.file, k_trust_limit));
    std::error_code code;
    std::filesystem::create_directories(path->parent_path(), code);
    if (code) return fail(error_from_errno(code.value(), path->parent_path().string()));
    std::optional<std::string> fingerprint;
    if (!arguments.fingerprint.empty()) fingerprint = arguments.fingerprint;
    SPOKE_TRY(const auto kept,
              provenance::pin_trust(*path, text, fingerprint, base::SystemClock().now()));
    context.err << "Kept in " << path->string() << "; verify uses it from now on.\n";
    describe(kept, context.err);
    return ExitCode::success;
}

/// On the server's machine, by whoever may read the keys; the server may go on running, and has the
/// new file at once.
Result<ExitCode> renew(const Arguments& arguments, Context& context) {
    const base::SystemClock clock;
    base::SystemRandom random;
    const auto keys = std::filesystem::path(arguments.data) / "keys";
    std::error_code code;
    if (!std::filesystem::exists(keys / "root.crt", code))
        return fail(ErrorCode::not_found,
                    keys.string() +
                        " holds no root certificate; is --data the data folder "
                        "of a server that has been started once?");
    SPOKE_TRY(auto store, provenance::KeyStore::open(keys, "", clock, random));
    SPOKE_TRY(store.renew_trust());
    SPOKE_TRY(const auto trust, provenance::parse_signed_trust(store.trust_text()));
    context.err << "Renewed. A running server hands the new trust file out from now on.\n";
    describe(trust, context.err);
    return ExitCode::success;
}

}  // namespace

void add_trust_command(CLI::App& program, Context& context) {
    auto* trust = program.add_subcommand("trust", "The file that says whose signatures count");
    trust->require_subcommand(1);
    auto arguments = std::make_shared<Arguments>();

    auto* export_command = trust->add_subcommand("export", "Get the server's trust file");
    export_command->add_option("--out", arguments->out, "Write it here instead of printing it")
        ->type_name("FILE");
    arguments->server.add_to(*export_command);
    export_command->callback(
        [arguments, &context] { context.run([&] { return export_trust(*arguments, context); }); });

    auto* pin_command = trust->add_subcommand("pin", "Keep a trust file for this user's verify");
    pin_command->add_option("FILE", arguments->file, "What `trust export` wrote")->required();
    pin_command
        ->add_option("--fingerprint", arguments->fingerprint,
                     "SHA-256 of the root certificate, learnt by another way than the file; needed "
                     "the first time")
        ->type_name("HEX");
    pin_command->callback(
        [arguments, &context] { context.run([&] { return pin(*arguments, context); }); });

    auto* renew_command = trust->add_subcommand(
        "renew", "Sign the next version, for one more year; needs the root key");
    renew_command
        ->add_option("--data", arguments->data, "The server's data folder, on this machine")
        ->required()
        ->type_name("DIR");
    renew_command->callback(
        [arguments, &context] { context.run([&] { return renew(*arguments, context); }); });
}

}  // namespace spoke::cli
