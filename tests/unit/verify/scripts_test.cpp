#include "verify/scripts.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::item_of;
using tests::MadeEnvironment;
using tests::must;
using tests::outcome_of;
using tests::problems_of;

const std::vector<std::string> k_own = {"/env/bin/python", "/env/bin/python3"};

python::EntryPoint entry() {
    return {"run", "pkg.cli:main", "pkg.cli", "main", {}};
}

std::string pip_script(const std::string& head) {
    return head +
           "import sys\nfrom pkg.cli import main\nif __name__ == '__main__':\n"
           "    if sys.argv[0].endswith('.exe'):\n        sys.argv[0] = sys.argv[0][:-4]\n"
           "    sys.exit(main())\n";
}

tests::MadePackage with_command() {
    return {"flaskx",
            "1.0",
            {{"flaskx/__init__.py", ""},
             {"flaskx/cli.py", "def main(): pass\n"},
             {"flaskx-1.0.dist-info/entry_points.txt",
              "[console_scripts]\nflaskx = flaskx.cli:main\n"}}};
}

}  // namespace

TEST(Scripts, what_pip_writes_for_this_interpreter_is_recognised_in_its_forms) {
    EXPECT_EQ(recognise_script(pip_script("#!/env/bin/python\n"), entry(), k_own), "pip");
    EXPECT_EQ(recognise_script(pip_script("#!/bin/sh\n'''exec' \"/env/bin/python3\" \"$0\" \"$@\"\n"
                                          "' '''\n"),
                               entry(), k_own),
              "pip");
    EXPECT_EQ(recognise_script(
                  pip_script("#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/"
                             "'python' \"$0\" \"$@\"\n' '''\n"),
                  entry(), k_own),
              "pip");
}

TEST(Scripts, V7_another_interpreter_or_body_is_not_recognised) {
    for (const std::string head :
         {"#!/tmp/evil/python\n", "#!/env/bin/python -c evil\n", "#!python\n", "",
          "#!/bin/sh\n'''exec' \"/tmp/evil\" \"$0\" \"$@\"\n' '''\n",
          "#!/bin/sh\nevil\n'''exec' \"/env/bin/python\" \"$0\" \"$@\"\n' '''\n"})
        EXPECT_EQ(recognise_script(pip_script(head), entry(), k_own), "") << head;
    EXPECT_EQ(recognise_script(pip_script("#!/env/bin/python\n") + "evil()\n", entry(), k_own), "");
    auto other = entry();
    other.attribute = "evil";
    EXPECT_EQ(recognise_script(pip_script("#!/env/bin/python\n"), other, k_own), "");
    EXPECT_EQ(recognise_script(pip_script("#!/env/bin/python\n"), entry(), {}), "");
}

TEST(Scripts, V7_a_first_line_is_put_back_only_for_this_interpreter) {
    EXPECT_EQ(restore_shebang("#!/env/bin/python\nx = 1\n", k_own), "#!python\nx = 1\n");
    EXPECT_EQ(restore_shebang("#!/tmp/evil/python\nx = 1\n", k_own), "");
    EXPECT_EQ(restore_shebang("x = 1\n", k_own), "");
}

TEST(Scripts, pip_has_commands_with_version_numbers) {
    const auto points = must(python::EntryPoints::parse("[console_scripts]\npip = pip:main\n"));
    std::vector<std::string> names;
    for (const auto& script : scripts_of(points, "pip", "3.11")) names.push_back(script.name);
    EXPECT_EQ(names, (std::vector<std::string>{"pip", "pip3", "pip3.11", "pip-3.11"}));
    EXPECT_EQ(scripts_of(points, "other", "3.11").size(), 1U);
}

TEST(Scripts, V7_console_script_of_another_interpreter_is_not_verified) {
    MadeEnvironment made;
    made.install(with_command());
    EXPECT_EQ(outcome_of(made.verify()), Outcome::met);
    auto text = made.read("bin/flaskx");
    text.replace(2, text.find('\n') - 2, "/tmp/evil/python");
    made.write("bin/flaskx", text);
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::modified);
    EXPECT_EQ(problems_of(item_of(report, "flaskx").findings), "script@bin/flaskx");
}

TEST(Scripts, V7_a_wheels_own_script_with_another_interpreter_is_modified) {
    MadeEnvironment made;
    made.install({"flaskx",
                  "1.0",
                  {{"flaskx.py", ""}, {"flaskx-1.0.data/scripts/runx", "#!python\nx = 1\n"}}});
    EXPECT_EQ(outcome_of(made.verify()), Outcome::met);
    made.write("bin/runx", "#!/tmp/evil/python\nx = 1\n");
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").files.modified, std::vector<std::string>{"bin/runx"});
}

TEST(Scripts, V7_a_command_that_no_signed_entry_point_names_is_an_orphan) {
    MadeEnvironment made;
    made.install(with_command());
    made.write("bin/ls", "#!/bin/sh\nevil\n");
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "bin/ls").origin, "orphan");
    EXPECT_EQ(report.coverage_text(), "50.00");
}

TEST(Scripts, the_environment_may_be_named_through_a_link) {
    MadeEnvironment made;
    made.install(with_command());
    std::filesystem::create_symlink("env", made.folder() / "link");
    const auto report = must(verify_path(made.folder() / "link", made.options()));
    EXPECT_EQ(outcome_of(report), Outcome::met) << render_text(report, Detail::files);
    EXPECT_EQ(report.coverage_text(), "100.00");
    EXPECT_EQ(must(verify_path(made.root() / "", made.options())).coverage_text(), "100.00");
}

TEST(Scripts, V7_the_commands_of_a_moved_environment_run_another_interpreter) {
    MadeEnvironment made;
    made.install(with_command());
    std::filesystem::rename(made.root(), made.folder() / "moved");
    const auto report = must(verify_path(made.folder() / "moved", made.options()));
    EXPECT_EQ(problems_of(item_of(report, "flaskx").findings), "script@bin/flaskx");
}

TEST(Scripts, V7_in_a_folder_without_interpreter_commands_are_not_judged) {
    MadeEnvironment made;
    made.install(with_command());
    std::filesystem::rename(made.root() / made.site(""), made.folder() / "target");
    std::filesystem::create_directories(made.folder() / "target/bin");
    std::filesystem::rename(made.root() / "bin/flaskx", made.folder() / "target/bin/flaskx");
    auto record = made.folder() / "target/flaskx-1.0.dist-info/RECORD";
    must(base::write_file_atomically(
        record, "flaskx/__init__.py,,\nflaskx/cli.py,,\n../../bin/flaskx,,\n"));
    const auto report = must(verify_path(made.folder() / "target", made.options()));
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::intact)
        << problems_of(item_of(report, "flaskx").findings);
    EXPECT_EQ(item_of(report, "bin").origin, "orphan");
    EXPECT_EQ(report.coverage_text(), "50.00");
}

}  // namespace spoke::verify
