#include "verify/shadowing.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::item_of;
using tests::MadeEnvironment;
using tests::MadePackage;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct Shadowing : testing::Test {
    MadeEnvironment made;

    void expect_shadowed(const std::string& by, std::string_view code = "shadowed",
                         std::string_view item = "flaskx") {
        const auto report = made.verify();
        const auto& found = item_of(report, item);
        EXPECT_EQ(found.integrity, Integrity::modified) << by;
        EXPECT_NE(problems_of(found.findings).find(std::string(code) + "@" + by), std::string::npos)
            << problems_of(found.findings);
        EXPECT_EQ(outcome_of(report), Outcome::tampered);
    }
};

const MadePackage k_module = {"flaskx", "1.0", {{"flaskx.py", "x = 1\n"}}};

}  // namespace

TEST_F(Shadowing, V2_package_over_module_is_shadowed) {
    made.install(k_module);
    made.install_unsigned({"evilx", "1.0", {{"flaskx/__init__.py", "evil = 1\n"}}});
    expect_shadowed(made.site("flaskx/__init__.py"));
}

TEST_F(Shadowing, V2_extension_over_source_is_shadowed_also_where_nobody_owns_it) {
    made.install(k_module);
    for (const std::string name :
         {"flaskx.cpython-311-x86_64-linux-gnu.so", "flaskx.abi3.so", "flaskx.so"}) {
        made.write(made.site(name),
                   "\x7f"
                   "ELF");
        expect_shadowed(made.site(name));
        made.remove(made.site(name));
    }
    EXPECT_EQ(outcome_of(made.verify()), Outcome::met);
}

TEST_F(Shadowing, V2_another_tag_of_an_extension_module_is_shadowed) {
    made.install({"flaskx",
                  "1.0",
                  {{"flaskx.abi3.so",
                    "\x7f"
                    "ELF"}}});
    made.write(made.site("flaskx.cpython-311-x86_64-linux-gnu.so"),
               "\x7f"
               "ELF evil");
    expect_shadowed(made.site("flaskx.cpython-311-x86_64-linux-gnu.so"));
}

TEST_F(Shadowing, V2_a_link_to_a_folder_shadows_a_module) {
    made.install(k_module);
    made.link(made.site("flaskx"), "/tmp/evil");
    expect_shadowed(made.site("flaskx"));
}

TEST_F(Shadowing, V2_a_module_beside_the_scripts_shadows) {
    made.install(plain_package("flaskx"));
    made.install_unsigned({"evilx", "1.0", {{"evilx-1.0.data/scripts/flaskx.py", "evil = 1\n"}}});
    expect_shadowed("bin/flaskx.py");
}

TEST_F(Shadowing, V2_files_in_a_signed_package_that_another_record_claims_are_foreign) {
    made.install(plain_package("flaskx"));
    made.install_unsigned({"evilx", "1.0", {{"flaskx/evil.py", "evil = 1\n"}}});
    expect_shadowed(made.site("flaskx/evil.py"), "foreign_file");
}

TEST_F(Shadowing, V2_a_regular_package_below_a_namespace_is_guarded_too) {
    made.install({"cloudx", "1.0", {{"ns/cloud/__init__.py", ""}, {"ns/cloud/api.py", ""}}});
    EXPECT_EQ(outcome_of(made.verify()), Outcome::met);
    made.write(made.site("ns/cloud/templates/login.html"), "<form action=evil>");
    expect_shadowed(made.site("ns/cloud/templates/login.html"), "foreign_file", "cloudx");
}

TEST_F(Shadowing, V2_a_namespace_that_becomes_a_package_runs_before_what_was_signed) {
    made.install({"cloudx", "1.0", {{"ns/cloud/api.py", "x = 1\n"}}});
    made.write(made.site("ns/__init__.py"), "evil = 1\n");
    expect_shadowed(made.site("ns/__init__.py"), "shadowed", "cloudx");
    made.remove(made.site("ns/__init__.py"));
    made.install_unsigned({"evilx", "1.0", {{"ns.py", "evil = 1\n"}}});
    expect_shadowed(made.site("ns.py"), "shadowed", "cloudx");
}

TEST_F(Shadowing, namespace_packages_of_several_distributions_live_side_by_side) {
    made.install({"cloudx", "1.0", {{"ns/cloud/__init__.py", ""}}});
    made.install({"mailx", "1.0", {{"ns/mail/__init__.py", ""}}});
    made.install_unsigned({"otherx", "1.0", {{"ns/other/__init__.py", ""}}});
    const auto report = made.verify();
    EXPECT_EQ(report.verified_count(), 2U);
    EXPECT_EQ(outcome_of(report), Outcome::met);
}

TEST_F(Shadowing, a_signed_package_inside_another_signed_one_is_a_warning) {
    made.install(plain_package("flaskx"));
    made.install({"morex", "1.0", {{"flaskx/more.py", ""}}});
    const auto report = made.verify();
    EXPECT_EQ(report.verified_count(), 2U);
    EXPECT_EQ(problems_of(item_of(report, "flaskx").findings),
              "foreign_file@" + made.site("flaskx/more.py"));
}

TEST_F(Shadowing, a_package_that_ships_both_source_and_extension_is_its_own) {
    made.install({"flaskx",
                  "1.0",
                  {{"flaskx/__init__.py", ""},
                   {"flaskx/speed.py", ""},
                   {"flaskx/speed.cpython-311-x86_64-linux-gnu.so",
                    "\x7f"
                    "ELF"}}});
    EXPECT_EQ(made.verify().verified_count(), 1U);
}

}  // namespace spoke::verify
