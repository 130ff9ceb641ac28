#include "cli/command_line.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "base/file.hpp"
#include "cli/reference.hpp"

namespace spoke::cli {
namespace {

struct Run {
    ExitCode code = ExitCode::success;
    std::string out;
    std::string err;
};

Run run(const std::vector<std::string>& arguments,
        std::map<std::string, std::string> environment = {}) {
    std::ostringstream out;
    std::ostringstream err;
    Context context{out, err, std::move(environment)};
    CLI::App program("for the test", "spokeshave");
    program.set_version_flag("--version", SPOKE_VERSION);
    add_commands(program, context);
    const auto code = run_command_line(program, arguments, context);
    return {code, out.str(), err.str()};
}

}  // namespace

TEST(CommandLine, a_mistyped_word_is_refused_with_the_nearest_right_one) {
    const std::pair<std::vector<std::string>, std::string> rows[] = {
        {{"tokn"}, "\"tokn\"; did you mean \"token\"?"},
        {{"token", "creat", "x"}, "did you mean \"create\"?"},
        {{"builds", "list", "--stat", "failed"}, "did you mean \"--state\"?"},
        {{"verify", "--min-coverge", "3", "x"}, "did you mean \"--min-coverage\"?"},
    };
    for (const auto& [arguments, expected] : rows) {
        const auto result = run(arguments);
        EXPECT_EQ(result.code, ExitCode::usage) << expected;
        EXPECT_NE(result.err.find(expected), std::string::npos) << result.err;
        EXPECT_NE(result.err.find(" --help"), std::string::npos) << result.err;
        EXPECT_TRUE(result.out.empty());
    }
}

TEST(CommandLine, help_and_version_go_to_standard_output) {
    EXPECT_NE(run({"token", "create", "--help"}).out.find("--ttl"), std::string::npos);
    EXPECT_EQ(run({"--version"}).out, "spokeshave " SPOKE_VERSION "\n");
    EXPECT_EQ(run({"--help"}).code, ExitCode::success);
    EXPECT_EQ(run({}).code, ExitCode::usage);
}

TEST(CommandLine, a_command_that_needs_a_server_says_how_to_name_one) {
    const auto nowhere = run({"builds", "list"});
    EXPECT_EQ(nowhere.code, ExitCode::usage);
    EXPECT_NE(nowhere.err.find("SPOKESHAVE_URL"), std::string::npos);
    const auto nobody = run({"builds", "list", "--url", "http://127.0.0.1:1"});
    EXPECT_NE(nobody.err.find("SPOKESHAVE_TOKEN"), std::string::npos);
    const auto unreachable = run(
        {"builds", "list"}, {{"SPOKESHAVE_URL", "http://127.0.0.1:1"}, {"SPOKESHAVE_TOKEN", "x"}});
    EXPECT_EQ(unreachable.code, ExitCode::failed);
    EXPECT_NE(unreachable.err.find("127.0.0.1:1"), std::string::npos) << unreachable.err;
}

TEST(CommandLine, the_settings_file_of_the_user_is_read_and_judged) {
    auto folder = base::TemporaryFolder::make("spoke-cli").value();
    const auto path = folder.path() / "config.toml";
    ASSERT_TRUE(base::write_file_atomically(path, "url = \"http://127.0.0.1:1\"\ntokn = \"x\"\n"));
    const auto result = run({"builds", "list"}, {{"SPOKESHAVE_CONFIG", path.string()}});
    EXPECT_EQ(result.code, ExitCode::usage);
    EXPECT_NE(result.err.find("config.toml:2:1: unknown setting \"tokn\"; did you mean \"token\"?"),
              std::string::npos)
        << result.err;
}

TEST(CommandLine, a_requirements_file_with_an_option_is_refused_with_its_line) {
    auto folder = base::TemporaryFolder::make("spoke-cli").value();
    const auto path = folder.path() / "requirements.txt";
    ASSERT_TRUE(
        base::write_file_atomically(path, "# a comment\nflask==2.0.0 --hash=sha256:00\n-e .\n"));
    const auto result = run({"request", "-r", path.string()});
    EXPECT_EQ(result.code, ExitCode::usage);
    EXPECT_NE(result.err.find("requirements.txt:3:"), std::string::npos) << result.err;
}

TEST(CommandLine, verify_without_trust_exits_5_and_with_nothing_to_judge_2) {
    auto folder = base::TemporaryFolder::make("spoke-cli").value();
    EXPECT_EQ(run({"verify", folder.path().string()}).code, ExitCode::usage);
    EXPECT_EQ(run({"verify", "--min-coverage", "101", folder.path().string()}).code,
              ExitCode::usage);
    std::filesystem::create_directories(folder.path() / "x-1.dist-info");
    ASSERT_TRUE(base::write_file_atomically(folder.path() / "x-1.dist-info" / "METADATA",
                                            "Metadata-Version: 2.1\nName: x\nVersion: 1\n"));
    const auto result = run({"verify", folder.path().string()});
    EXPECT_EQ(result.code, ExitCode::trust_missing) << result.out << result.err;
}

TEST(CommandReference, names_every_command_once) {
    std::ostringstream out;
    Context context{out, out, {}};
    CLI::App program("for the test", "spokeshave");
    add_commands(program, context);
    const auto text = render_command_reference(program);
    for (const char* name : {"## `spokeshave request`", "## `spokeshave token create`",
                             "## `spokeshave verify`", "Usage: spokeshave token create [OPTIONS]"})
        EXPECT_NE(text.find(name), std::string::npos) << name;
}

}  // namespace spoke::cli
