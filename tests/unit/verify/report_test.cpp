#include "verify/report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace spoke::verify {
namespace {

Item item(std::string name, Integrity integrity) {
    Item out;
    out.name = std::move(name);
    out.version = "1.0+x";
    out.origin = "index";
    out.integrity = integrity;
    return out;
}

Report report_of(std::size_t good, std::size_t other) {
    Report report;
    report.artifact = ".venv/";
    for (std::size_t i = 0; i < good; ++i)
        report.items.push_back(item("good" + std::to_string(i), Integrity::intact));
    for (std::size_t i = 0; i < other; ++i)
        report.items.push_back(item("other" + std::to_string(i), Integrity::unsigned_));
    return report;
}

}  // namespace

TEST(Report, coverage_is_rounded_and_is_100_only_for_all) {
    EXPECT_EQ(report_of(5, 4).coverage_text(), "55.56");
    EXPECT_EQ(report_of(0, 0).coverage_text(), "0.00");
    EXPECT_EQ(report_of(1, 0).coverage_text(), "100.00");
    EXPECT_EQ(report_of(99999, 1).coverage_text(), "99.99");
    EXPECT_EQ(report_of(1, 12).coverage_text(), "7.69");
}

TEST(Report, outcomes_beat_each_other_in_the_documented_order) {
    auto report = report_of(1, 1);
    const Policy all{.min_coverage_hundredths = 10000};
    EXPECT_EQ(judge(report, {}), Outcome::met);
    EXPECT_EQ(judge(report, all), Outcome::not_met);
    report.unreadable.emplace_back("a: permission denied");
    EXPECT_EQ(judge(report, all), Outcome::partial);
    report.findings.push_back({Severity::warning, "world_writable", "", "", ""});
    EXPECT_EQ(judge(report, all), Outcome::partial);
    report.items[1].findings.push_back({Severity::error, "plugin_only", "", "", ""});
    EXPECT_EQ(judge(report, all), Outcome::tampered);
    report.trust.problem = "expired";
    EXPECT_EQ(judge(report, all), Outcome::trust_missing);
}

TEST(Report, each_bad_verdict_is_tampering) {
    for (const auto integrity : {Integrity::modified, Integrity::invalid}) {
        auto report = report_of(1, 0);
        report.items.push_back(item("bad", integrity));
        EXPECT_EQ(judge(report, {}), Outcome::tampered) << to_string(integrity);
    }
}

TEST(Report, text_has_the_shape_of_the_manual) {
    auto report = report_of(1, 1);
    report.items[0].source_kind = "repository";
    report.items[0].builder = "BUILDER";
    report.trust = {"trust.json", 3, "2027-01-01T00:00:00Z", ""};
    const auto text = render_text(report, Detail::files);
    EXPECT_TRUE(text.starts_with(
        "Artifact: .venv/\nTrust: trust.json (version 3, until 2027-01-01T00:00:00Z)\n"
        "Verification Coverage: 50.00%\nVerified packages: 1 of 2\n"))
        << text;
    EXPECT_TRUE(text.contains(
        "- good0\n  Status: Verified as built from source\n  Details: Version: 1.0+x (verified via "
        "per-package SBOM - built from source by BUILDER)\n  Python package: good0==1.0+x\n"))
        << text;
    EXPECT_LT(text.find("- other0"), text.find("- good0"));
    EXPECT_FALSE(render_text(report, Detail::summary).contains("- good0"));
}

TEST(Report, a_published_sdist_is_named_as_the_source) {
    auto one = item("a", Integrity::intact);
    one.source_kind = "sdist";
    EXPECT_EQ(status_text(one), "Verified as built from source (upstream's published sdist)");
    one.source_kind = "";
    EXPECT_EQ(status_text(one), "Verified as uploaded here");
}

TEST(Report, V9_names_from_outside_reach_no_terminal_as_they_are) {
    auto report = report_of(0, 1);
    report.items[0].name = "a\x1b[31m\nVerified packages: 9 of 9";
    report.unreadable.emplace_back("b\x1b]0;x\x07");
    const auto text = render_text(report, Detail::files);
    EXPECT_FALSE(text.contains('\x1b'));
    EXPECT_FALSE(text.contains("\nVerified packages: 9"));
    EXPECT_FALSE(render_json(report).contains('\x1b'));
}

TEST(Report, json_has_the_known_keys) {
    const auto json = nlohmann::json::parse(render_json(report_of(5, 4)));
    EXPECT_EQ(json["artifactVerificationCoverage"], 55.56);
    EXPECT_EQ(json["verifiedItems"], 5);
    EXPECT_EQ(json["totalItems"], 9);
    EXPECT_EQ(json["artifactsSummary"]["partiallyVerified"], 1);
    EXPECT_EQ(json["results"][0]["artifact"], "good0==1.0+x");
    EXPECT_EQ(json["results"][0]["purl"], "pkg:pypi/good0@1.0%2Bx");
    EXPECT_EQ(json["results"][8]["verdict"]["integrity"], "unsigned");
    EXPECT_EQ(json["interpreter"]["covered"], false);
}

}  // namespace spoke::verify
