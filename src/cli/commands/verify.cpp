#include "verify/verify.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/pinned_trust.hpp"

namespace spoke::cli {
namespace {

struct Arguments {
    std::string path;
    std::string trust;
    std::string min_coverage;
    verify::BytecodePolicy bytecode = verify::BytecodePolicy::report;
    bool detailed = false;
    OutputFormat format = OutputFormat::text;
};

/// "99.5" → 9950
Result<unsigned> parse_percent(const std::string& text) {
    double value = 0;
    const auto parsed =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() ||
        !(value >= 0 && value <= 100))
        return fail(ErrorCode::invalid,
                    "--min-coverage: \"" + text + "\" is not a percentage from 0 to 100");
    return static_cast<unsigned>(value * 100 + 0.5);
}

Result<verify::Options> make_options(const Arguments& arguments, const Context& context) {
    verify::Options options;
    options.now = base::SystemClock().now();
    options.bytecode = arguments.bytecode;
    std::error_code code;
    if (!arguments.trust.empty())
        options.trust = arguments.trust;
    else if (const auto pinned = pinned_trust_path(context);
             pinned && std::filesystem::exists(*pinned, code))
        options.trust = *pinned;
    return options;
}

Result<ExitCode> verify_artifact(const Arguments& arguments, Context& context) {
    verify::Policy policy;
    if (!arguments.min_coverage.empty()) {
        SPOKE_TRY(policy.min_coverage_hundredths, parse_percent(arguments.min_coverage));
    }
    SPOKE_TRY(const auto options, make_options(arguments, context));
    auto verified = verify::verify_path(arguments.path, options);
    if (!verified && verified.error().code != ErrorCode::invalid) {
        context.report(verified.error());
        return ExitCode::unreadable;
    }
    SPOKE_TRY(const auto report, std::move(verified));
    context.out << (arguments.format == OutputFormat::json
                        ? verify::render_json(report)
                        : verify::render_text(report, arguments.detailed
                                                          ? verify::Detail::files
                                                          : verify::Detail::summary));
    const auto outcome = verify::judge(report, policy);
    if (outcome == verify::Outcome::not_met)
        context.err << "The coverage of " << report.coverage_text() << " % is below the "
                    << arguments.min_coverage << " % that --min-coverage asks for.\n";
    return static_cast<ExitCode>(outcome);
}

}  // namespace

void add_verify_command(CLI::App& program, Context& context) {
    auto arguments = std::make_shared<Arguments>();
    auto* command =
        program.add_subcommand("verify", "Prove, offline, what in an environment was built here");
    command
        ->add_option("PATH", arguments->path,
                     "A virtual environment, a folder of installed packages, or a wheel")
        ->required();
    command->add_flag("-d,--detailed", arguments->detailed, "Each package with its files");
    command
        ->add_option("--trust", arguments->trust,
                     "The trust file to judge by (else the pinned one)")
        ->type_name("FILE");
    command->add_option("--min-coverage", arguments->min_coverage, "Exit 1 below this percentage")
        ->type_name("N");
    const std::map<std::string, verify::BytecodePolicy> policies = {
        {"ignore", verify::BytecodePolicy::ignore},
        {"report", verify::BytecodePolicy::report},
        {"fail", verify::BytecodePolicy::refuse}};
    command
        ->add_option(
            "--bytecode", arguments->bytecode,
            "What compiled files beside sources mean: ignore, report (the default) or fail")
        ->transform(CLI::CheckedTransformer(policies))
        ->type_name("POLICY");
    add_output_option(*command, arguments->format);
    command->footer(
        "Exit codes: 0 met, 1 coverage below the minimum, 2 usage, 3 tampering or a bad "
        "signature,\n"
        "4 something could not be read, 5 trust is missing, expired or rolled back.\n"
        "Example:\n  spokeshave verify --detailed --min-coverage 100 .venv/");
    command->callback([arguments, &context] {
        context.run([&] { return verify_artifact(*arguments, context); });
    });
}

}  // namespace spoke::cli
