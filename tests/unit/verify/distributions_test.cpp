#include "verify/distributions.hpp"

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

struct Distributions : testing::Test {
    MadeEnvironment made;
};

std::string info(std::string_view name) {
    return MadeEnvironment::site("flaskx-1.0.dist-info/" + std::string(name));
}

}  // namespace

TEST_F(Distributions, V5_planted_sbom_and_record_lines_are_found) {
    made.install(plain_package("flaskx"));
    made.append(info("sboms/spokeshave.spdx.json"), " ");
    made.append(info("RECORD"), "../../../etc/passwd,,\n../../../share/evil,,\n");
    made.write(info("sboms/spokeshave.more.json"), "{}");
    const auto report = made.verify();
    const auto& item = item_of(report, "flaskx");
    EXPECT_EQ(item.files.modified, std::vector<std::string>{info("sboms/spokeshave.spdx.json")});
    EXPECT_EQ(item.files.extra, std::vector<std::string>{info("sboms/spokeshave.more.json")});
    EXPECT_EQ(problems_of(item.findings), "record_extra@etc/passwd record_extra@share/evil");
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

TEST_F(Distributions, V5_a_record_that_leaves_the_environment_is_an_error) {
    made.install(plain_package("flaskx"));
    made.append(info("RECORD"), "../../../../../etc/passwd,,\n/etc/shadow,,\n");
    const auto report = made.verify();
    EXPECT_EQ(problems_of(item_of(report, "flaskx").findings),
              "record_path@../../../../../etc/passwd record_path@/etc/shadow");
}

TEST_F(Distributions, V5_a_record_of_another_package_takes_no_file_from_a_manifest) {
    made.install(plain_package("flaskx"));
    made.install_unsigned({"aaa_evil", "1.0", {{"aaa_evil.py", ""}}});
    made.append(made.site("aaa_evil-1.0.dist-info/RECORD"), "flaskx/app.py,,\n");
    made.append(made.site("flaskx/app.py"), "evil = 1\n");
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").files.modified,
              std::vector<std::string>{made.site("flaskx/app.py")});
}

TEST_F(Distributions, V6_relabelled_dist_info_is_invalid) {
    auto package = plain_package("flaskx");
    package.folder = "flaskx-1.0+spoke.1.dist-info";
    made.install(package);
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::invalid);
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

TEST_F(Distributions, V6_two_dist_infos_of_one_name_are_invalid) {
    made.install(plain_package("flaskx"));
    made.write(made.site("Flaskx-2.0.dist-info/METADATA"),
               "Metadata-Version: 2.1\nName: Flaskx\nVersion: 2.0\n");
    const auto report = made.verify();
    EXPECT_EQ(report.verified_count(), 0U);
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

/// pip reads METADATA, importlib.metadata the name of the folder.
TEST_F(Distributions, V6_a_folder_that_only_some_tools_take_for_the_package_is_a_second_one) {
    made.install(plain_package("flaskx"));
    made.write(made.site("flaskx-2.0.dist-info/METADATA"),
               "Metadata-Version: 2.1\nName: other\nVersion: 2.0\n");
    EXPECT_EQ(made.verify().verified_count(), 0U);
}

TEST_F(Distributions, V4_endings_in_other_case_are_distributions_to_python) {
    made.install(plain_package("flaskx"));
    made.write(made.site("evil-1.0.DIST-INFO/METADATA"), "Name: evil\nVersion: 1.0\n");
    made.write(made.site("evil-1.0.DIST-INFO/entry_points.txt"),
               "[flask.commands]\nx = os:abort\n");
    const auto report = made.verify();
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
    EXPECT_EQ(report.coverage_text(), "50.00");
}

TEST_F(Distributions, V4_a_link_in_the_place_of_a_dist_info_is_an_error) {
    made.install(plain_package("flaskx"));
    made.link(made.site("evil-1.0.dist-info"), "/tmp/evil");
    const auto report = made.verify();
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
    EXPECT_EQ(report.coverage_text(), "50.00");
}

TEST_F(Distributions, V4_entry_points_without_code_are_an_error) {
    const MadePackage plugin = {
        "plugx", "1.0", {{"plugx-1.0.dist-info/entry_points.txt", "[pytest11]\nx = os\n"}}};
    made.install_unsigned(plugin);
    EXPECT_EQ(problems_of(item_of(made.verify(), "plugx").findings),
              "plugin_only@" + made.site("plugx-1.0.dist-info"));
    made.remove(made.site("plugx-1.0.dist-info/RECORD"));
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
    made.remove(made.site("plugx-1.0.dist-info"));
    made.write(made.site("plugx.egg-info/entry_points.txt"), "[pytest11]\nx = os\n");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
}

TEST_F(Distributions, V4_direct_url_of_a_folder_in_a_signed_package_is_an_error) {
    made.install(plain_package("flaskx"));
    made.write(info("direct_url.json"), R"({"url": "file:///tmp/evil", "dir_info": {}})");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
    made.write(info("direct_url.json"), R"({"url": "file:///x.whl", "archive_info": {}})");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::met);
}

TEST_F(Distributions, a_manifest_that_was_taken_away_is_missed) {
    made.install(plain_package("flaskx"));
    made.remove(info("spokeshave.payload.dsse.json"));
    auto report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::modified);
    made.remove(info("sboms"));
    report = made.verify();
    EXPECT_EQ(problems_of(item_of(report, "flaskx").findings),
              "record_differs@" + made.site("flaskx-1.0.dist-info") + " manifest_removed@" +
                  info("spokeshave.payload.dsse.json"));
    // Without any trace it is just somebody else's: the coverage says so.
    made.write(info("RECORD"), "flaskx/__init__.py,,\nflaskx/app.py,,\n");
    report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::unsigned_);
    EXPECT_EQ(report.coverage_text(), "0.00");
}

TEST_F(Distributions, a_manifest_that_cant_be_read_makes_the_result_partial_at_least) {
    made.install(plain_package("flaskx"));
    made.link(info("spokeshave.payload.dsse.json"), "/tmp/elsewhere");
    const auto report = made.verify();
    EXPECT_FALSE(report.unreadable.empty());
    EXPECT_EQ(report.verified_count(), 0U);
    EXPECT_NE(outcome_of(report), Outcome::met);
}

TEST_F(Distributions, an_installed_package_without_record_is_compared_all_the_same) {
    made.install(plain_package("flaskx"));
    made.remove(info("RECORD"));
    const auto report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::intact);
    EXPECT_EQ(problems_of(item_of(report, "flaskx").findings), "no_record@" + info("RECORD"));
    made.append(made.site("flaskx/app.py"), "evil = 1\n");
    EXPECT_EQ(outcome_of(made.verify()), Outcome::tampered);
}

TEST_F(Distributions, origins_follow_direct_url) {
    for (const auto& [text, origin] :
         {std::pair{R"({"url": "file:///x", "dir_info": {"editable": true}})", "editable"},
          std::pair{R"({"url": "file:///x", "dir_info": {}})", "local"},
          std::pair{R"({"url": "https://x", "vcs_info": {"vcs": "git"}})", "vcs"},
          std::pair{R"({"url": "https://x", "archive_info": {}})", "archive"},
          std::pair{"nonsense", "unknown"}}) {
        made.install_unsigned(plain_package("idnax"));
        made.write(made.site("idnax-1.0.dist-info/direct_url.json"), text);
        const auto report = made.verify();
        EXPECT_EQ(item_of(report, "idnax").origin, origin);
    }
}

}  // namespace spoke::verify
