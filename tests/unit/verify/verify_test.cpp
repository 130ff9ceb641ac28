#include "verify/verify.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using namespace std::chrono_literals;
using tests::item_of;
using tests::MadeEnvironment;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct Verify : testing::Test {
    MadeEnvironment made;
};

}  // namespace

TEST_F(Verify, what_was_signed_and_left_alone_is_verified_whole) {
    made.install(plain_package("flaskx"));
    made.install(plain_package("clickx"));
    const auto report = made.verify();
    EXPECT_EQ(outcome_of(report), Outcome::met);
    EXPECT_EQ(report.coverage_text(), "100.00");
    EXPECT_EQ(problems_of(report.findings), "");
    const auto& item = item_of(report, "flaskx");
    EXPECT_EQ(item.integrity, Integrity::intact) << problems_of(item.findings);
    EXPECT_EQ(item.files.total, 5U);
    EXPECT_EQ(item.files.intact, 5U);
    EXPECT_EQ(item.builder, "Carpenter's workshop");
    EXPECT_EQ(item.installer, "pip");
    EXPECT_EQ(report.interpreter, "/usr/bin");
    EXPECT_EQ(report.files.orphan, 0U);
    EXPECT_EQ(report.files.unsigned_, 0U);
}

TEST_F(Verify, a_package_from_elsewhere_lowers_the_coverage_and_is_no_tampering) {
    made.install(plain_package("flaskx"));
    made.install_unsigned(plain_package("idnax"));
    const auto report = made.verify();
    EXPECT_EQ(report.coverage_text(), "50.00");
    EXPECT_EQ(outcome_of(report), Outcome::met);
    EXPECT_EQ(judge(report, {.min_coverage_hundredths = 5001}), Outcome::not_met);
    EXPECT_EQ(item_of(report, "idnax").integrity, Integrity::unsigned_);
}

TEST_F(Verify, each_changed_missing_or_added_file_is_found) {
    made.install(plain_package("flaskx"));
    made.append(made.site("flaskx/app.py"), "evil = 1\n");
    auto report = made.verify();
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
    EXPECT_EQ(item_of(report, "flaskx").files.modified,
              std::vector<std::string>{made.site("flaskx/app.py")});
    made.remove(made.site("flaskx/app.py"));
    report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").files.missing,
              std::vector<std::string>{made.site("flaskx/app.py")});
    made.write(made.site("flaskx/app.py"), "");
    made.write(made.site("flaskx-1.0.dist-info/entry_points.txt"), "[flask.commands]\nx = os\n");
    report = made.verify();
    EXPECT_EQ(item_of(report, "flaskx").files.extra,
              std::vector<std::string>{made.site("flaskx-1.0.dist-info/entry_points.txt")});
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

TEST_F(Verify, V1_deleting_a_dist_info_does_not_raise_the_coverage) {
    made.install(plain_package("flaskx"));
    made.install_unsigned(plain_package("evilx"));
    const auto before = made.verify().coverage_hundredths();
    made.remove(made.site("evilx-1.0.dist-info"));
    const auto report = made.verify();
    EXPECT_LE(report.coverage_hundredths(), before);
    const auto& orphan = item_of(report, made.site("evilx"));
    EXPECT_EQ(orphan.origin, "orphan");
    EXPECT_EQ(problems_of(orphan.findings), "orphan@" + made.site("evilx"));
}

TEST_F(Verify, V1_merging_unsigned_packages_does_not_hide_their_files) {
    made.install_unsigned(plain_package("evilx"));
    made.install_unsigned(plain_package("evily"));
    const auto before = made.verify().files.unsigned_;
    made.remove(made.site("evily-1.0.dist-info"));
    made.append(made.site("evilx-1.0.dist-info/RECORD"), "evily/__init__.py,,\nevily/app.py,,\n");
    const auto report = made.verify();
    // One package fewer; the dist-info's four files are gone, its modules still count.
    EXPECT_EQ(report.items.size(), 1U);
    EXPECT_EQ(report.files.unsigned_, before - 4);
}

TEST_F(Verify, V8_no_trust_or_an_expired_one_verifies_nothing) {
    made.install(plain_package("flaskx"));
    auto options = made.options();
    options.trust.reset();
    auto report = made.verify(options);
    EXPECT_EQ(outcome_of(report), Outcome::trust_missing);
    EXPECT_EQ(report.verified_count(), 0U);
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::unknown);
    options = made.options();
    options.now += 366 * 24h;
    report = made.verify(options);
    EXPECT_EQ(outcome_of(report), Outcome::trust_missing);
    EXPECT_EQ(report.verified_count(), 0U);
}

TEST_F(Verify, V8_a_manifest_of_another_trust_domain_is_invalid) {
    MadeEnvironment other;
    other.install(plain_package("flaskx"));
    auto options = made.options();
    const auto report = tests::must(verify_path(other.root(), options));
    EXPECT_EQ(item_of(report, "flaskx").integrity, Integrity::invalid);
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

TEST_F(Verify, V9_what_others_may_change_is_told) {
    made.install(plain_package("flaskx"));
    const auto file = made.root() / made.site("flaskx/app.py");
    std::filesystem::permissions(file, std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);
    std::filesystem::create_hard_link(file, made.folder() / "cache");
    const auto report = made.verify();
    EXPECT_EQ(problems_of(report.findings), "world_writable@" + made.site("flaskx/app.py"));
    EXPECT_EQ(outcome_of(report), Outcome::met);
}

TEST_F(Verify, neither_a_folder_nor_a_wheel_is_an_error_that_names_both) {
    const auto report = verify_path(made.trust_path(), made.options());
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().message.find("virtual environment or a .whl"), std::string::npos);
    EXPECT_FALSE(verify_path(made.folder() / "nothing", made.options()));
    EXPECT_FALSE(verify_path(made.folder(), made.options()));
}

}  // namespace spoke::verify
