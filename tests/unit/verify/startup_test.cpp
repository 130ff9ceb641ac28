#include "verify/startup.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::item_of;
using tests::MadeEnvironment;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct Startup : testing::Test {
    MadeEnvironment made;

    Startup() { made.install(plain_package("flaskx")); }

    /// The one problem of the whole; that it decides the exit code is part of it.
    std::string problem() {
        const auto report = made.verify();
        const auto problems = problems_of(report.findings);
        EXPECT_EQ(outcome_of(report), problems.empty() ? Outcome::met : Outcome::tampered);
        return problems;
    }
    void plant(const std::string& path) { made.write(path, "import os\n"); }
};

constexpr std::string_view k_start = "home = /usr/bin\ninclude-system-site-packages = false\n";

}  // namespace

TEST_F(Startup, V4_unsigned_pth_is_an_error) {
    plant(made.site("evil.pth"));
    EXPECT_EQ(problem(), "startup_code@" + made.site("evil.pth"));
}

TEST_F(Startup, V4_a_record_without_a_signature_is_no_excuse) {
    made.install_unsigned({"evilx", "1.0", {{"evilx.py", ""}, {"evilx.pth", "import evilx\n"}}});
    EXPECT_EQ(problem(), "startup_code@" + made.site("evilx.pth"));
}

TEST_F(Startup, V4_a_signed_pth_is_the_packages_own) {
    made.install({"setuptoolsx",
                  "1.0",
                  {{"distutils-precedence.pth", "import os\n"},
                   {"_distutils_hack/__init__.py", "x = 1\n"}}});
    EXPECT_EQ(problem(), "");
}

TEST_F(Startup, an_unsigned_package_that_only_adds_paths_is_a_warning) {
    made.install_unsigned({"editx", "1.0", {{"editx.pth", "/home/me/editx/src\n"}}});
    const auto report = made.verify();
    EXPECT_EQ(problems_of(report.findings), "import_path@" + made.site("editx.pth"));
    EXPECT_EQ(outcome_of(report), Outcome::met);
    made.write(made.site("other.pth"), "/tmp/evil\n");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
}

TEST_F(Startup, V4_hook_modules_are_found_in_every_form) {
    for (const std::string name :
         {"sitecustomize.py", "usercustomize.py", "sitecustomize/__init__.py",
          "sitecustomize.cpython-311-x86_64-linux-gnu.so", "usercustomize.abi3.so",
          "_virtualenv.py", "_virtualenv/__init__.py", "_distutils_hack/__init__.py"}) {
        plant(made.site(name));
        EXPECT_EQ(problem(), "startup_code@" + made.site(name));
        made.remove(made.site(name.substr(0, name.find('/'))));
    }
    made.link(made.site("sitecustomize"), "/tmp/evil");
    EXPECT_EQ(problem(), "startup_code@" + made.site("sitecustomize"));
}

TEST_F(Startup, V4_a_swapped_interpreter_is_an_error) {
    made.link("bin/python3", "/tmp/evil/python3");
    EXPECT_EQ(problem(), "interpreter@bin/python3");
    made.link("bin/python3", "/usr/bin/../../tmp/python3");
    EXPECT_EQ(problem(), "interpreter@bin/python3");
    made.link("bin/python3", "/usr/bin/env");
    EXPECT_EQ(problem(), "interpreter@bin/python3");
    made.link("bin/python3", "python-evil");
    EXPECT_EQ(problem(), "interpreter@bin/python3");
    made.remove("bin/python3");
    plant("bin/python3");
    EXPECT_EQ(problem(), "interpreter@bin/python3");
}

TEST_F(Startup, V4_a_record_does_not_excuse_a_swapped_interpreter) {
    made.install_unsigned(plain_package("evilx"));
    made.append(made.site("evilx-1.0.dist-info/RECORD"), "../../../bin/python3,,\n");
    made.remove("bin/python3");
    plant("bin/python3");
    EXPECT_EQ(problem(), "interpreter@bin/python3");
}

TEST_F(Startup, V4_what_python_reads_beside_its_executable_is_an_error) {
    for (const std::string name : {"pyvenv.cfg", "python._pth", "python3._pth", "pybuilddir.txt"}) {
        made.write("bin/" + name, "home = /tmp/evil\n");
        EXPECT_EQ(problem(), "interpreter@bin/" + name);
        made.remove("bin/" + name);
    }
}

TEST_F(Startup, V4_modules_beside_the_scripts_are_errors) {
    for (const std::string name : {"re.py", "json/__init__.py", "os.so"}) {
        plant("bin/" + name);
        EXPECT_EQ(problem(), "script_path@bin/" + name);
        made.remove("bin/" + name.substr(0, name.find('/')));
    }
    made.link("bin/json", "/tmp/evil");
    EXPECT_EQ(problem(), "script_path@bin/json");
    made.remove("bin/json");
    plant("bin/tool");
    made.link("bin/alias", "tool");
    EXPECT_EQ(problem(), "");
}

TEST_F(Startup, commands_whose_names_begin_like_the_interpreters_are_ordinary) {
    plant("bin/python-argcomplete");
    EXPECT_EQ(problem(), "");
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "bin/python-argcomplete").origin, "orphan");
}

TEST_F(Startup, V4_activation_scripts_must_be_those_that_tools_make) {
    made.write("bin/activate", "export PATH=/tmp/evil:$PATH\n");
    EXPECT_EQ(problem(), "activation_script@bin/activate");
}

TEST_F(Startup, V4_system_packages_are_an_error_also_where_the_key_is_missing) {
    made.write("pyvenv.cfg", "home = /usr/bin\ninclude-system-site-packages = True\n");
    EXPECT_EQ(problem(), "system_site_packages@pyvenv.cfg");
    made.write("pyvenv.cfg", "home = /usr/bin\n");
    EXPECT_EQ(problem(), "system_site_packages@pyvenv.cfg");
    made.write("pyvenv.cfg", std::string(k_start) + "home = /tmp/evil\n");
    EXPECT_EQ(problem(), "pyvenv_cfg@pyvenv.cfg");
}

TEST_F(Startup, pips_own_settings_in_the_environment_are_told) {
    made.write("pip.conf", "[global]\nindex-url = https://example.org/simple\n");
    const auto report = made.verify();
    EXPECT_EQ(problems_of(report.findings), "pip_configuration@pip.conf");
    EXPECT_EQ(outcome_of(report), Outcome::met);
}

}  // namespace spoke::verify
