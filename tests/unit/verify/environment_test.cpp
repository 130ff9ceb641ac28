#include "verify/environment.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::MadeEnvironment;
using tests::must;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct EnvironmentTest : testing::Test {
    MadeEnvironment made;

    EnvironmentTest() { made.install(plain_package("flaskx")); }
};

}  // namespace

TEST_F(EnvironmentTest, a_virtual_environment_is_read_without_running_it) {
    const auto environment = must(open_environment(made.root()));
    EXPECT_TRUE(environment.is_venv());
    EXPECT_EQ(environment.python, "3.11");
    EXPECT_EQ(environment.sites, std::vector<std::string>{"lib/python3.11/site-packages"});
    EXPECT_TRUE(environment.findings.empty());
    EXPECT_EQ(environment.interpreters()[2], (made.root() / "bin/python3.11").string());
}

TEST_F(EnvironmentTest, V1_packages_of_another_python_do_not_raise_the_coverage_silently) {
    made.write("lib/python3.12/site-packages/x.py", "");
    const auto report = made.verify();
    EXPECT_EQ(problems_of(report.findings),
              "several_import_roots@lib/python3.12/site-packages "
              "python_version@pyvenv.cfg");
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

TEST_F(EnvironmentTest, a_second_root_in_lib64_is_found) {
    made.remove("lib64");
    made.write("lib64/python3.11/site-packages/evil.pth", "import os\n");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
    made.remove("lib64");
    made.link("lib64", "/tmp/evil");
    EXPECT_EQ(problems_of(made.verify().findings), "linked_folder@lib64");
}

TEST_F(EnvironmentTest, V9_an_import_root_that_is_a_link_is_an_error) {
    made.link("lib/python3.12/site-packages", "/tmp/evil");
    EXPECT_EQ(problems_of(made.verify().findings), "linked_folder@lib/python3.12/site-packages");
    std::filesystem::rename(made.root() / "lib", made.folder() / "elsewhere");
    made.link("lib", "../elsewhere");
    EXPECT_FALSE(verify_path(made.root(), made.options()));
}

TEST_F(EnvironmentTest, V9_a_pyvenv_cfg_that_cant_be_read_does_not_make_a_bare_folder_of_it) {
    made.write("decoy-1.0.dist-info/METADATA", "Name: decoy\nVersion: 1.0\n");
    made.remove("pyvenv.cfg");
    made.link("pyvenv.cfg", "/usr/share/pyvenv.cfg");
    EXPECT_FALSE(verify_path(made.root(), made.options()));
}

TEST_F(EnvironmentTest, a_folder_of_distributions_counts) {
    const auto report = must(verify_path(made.root() / made.site(""), made.options()));
    EXPECT_EQ(report.coverage_text(), "100.00");
    EXPECT_EQ(outcome_of(report), Outcome::met);
}

TEST(EnvironmentPaths, within_takes_whole_steps) {
    EXPECT_EQ(Environment::within("lib/a", "lib"), "a");
    EXPECT_EQ(Environment::within("library/a", "lib"), "");
    EXPECT_EQ(Environment::within("lib", "lib"), "");
    EXPECT_EQ(Environment::within("a/b", ""), "a/b");
    EXPECT_EQ(join_path("", "a"), "a");
    EXPECT_EQ(join_path("a", ""), "a");
    EXPECT_EQ(join_path("a", "b"), "a/b");
}

}  // namespace spoke::verify
