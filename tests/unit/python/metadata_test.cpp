#include "python/metadata.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace spoke::python {

namespace {

constexpr std::string_view k_start = "Metadata-Version: 2.4\nName: Foo.Bar\nVersion: 1.0-1\n";

MetadataReport report_of(const std::string& bytes) {
    auto report = parse_core_metadata(bytes);
    EXPECT_TRUE(report);
    return report ? *std::move(report) : MetadataReport();
}

std::set<std::string> codes_of(const std::string& more) {
    std::set<std::string> codes;
    for (const auto& finding : report_of(std::string(k_start) + more).findings) {
        codes.insert(finding.code);
        EXPECT_EQ(finding.severity, Severity::warning) << finding.code;
        EXPECT_FALSE(finding.where.empty());
    }
    return codes;
}

}  // namespace

TEST(Metadata, typed_fields_are_read) {
    const auto report =
        report_of(std::string(k_start) +
                  "Requires-Python: >=3.8\nRequires-Dist: a>=1; extra == 'X'\nProvides-Extra: X\n"
                  "Dynamic: License-File\nLicense-Expression: MIT\nLicense-File: LICENSE\n"
                  "Summary: A thing.\n\nText\n");
    const auto& metadata = report.metadata;
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().text;
    EXPECT_EQ(metadata.name->normalized(), "foo-bar");
    EXPECT_EQ(metadata.version->text(), "1.0.post1");
    EXPECT_EQ(metadata.version_text, "1.0-1");
    EXPECT_EQ(metadata.requires_python, ">=3.8");
    EXPECT_TRUE(metadata.requires_python_set->contains(Version::parse("3.11").value()));
    ASSERT_EQ(metadata.requires_dist.size(), 1U);
    EXPECT_EQ(metadata.requires_dist[0].text, "a>=1; extra == 'X'");
    EXPECT_EQ(metadata.requires_dist[0].parsed->name.normalized(), "a");
    EXPECT_TRUE(metadata.is_dynamic("license-file"));
    EXPECT_FALSE(metadata.is_dynamic("requires-dist"));
    EXPECT_EQ(metadata.license_expression, "MIT");
    EXPECT_EQ(metadata.description, "Text\n");
}

TEST(Metadata, no_readable_name_or_version_is_an_error) {
    for (const char* bytes :
         {"", "Name: a\n", "Version: 1\n", "Name: a b\nVersion: 1\n", "Name: a\nVersion: x\n",
          "Name: a\nName: b\nVersion: 1\n", "Name: a\nVersion: 1\nVersion: 2\n"})
        EXPECT_TRUE(has_errors(report_of(bytes).findings)) << bytes;
    EXPECT_FALSE(has_errors(report_of("Name: a\nVersion: 1\n").findings));
}

TEST(Metadata, broken_rules_are_warnings_by_name) {
    EXPECT_EQ(codes_of("Requires-Dist: a>=1\nRequires-Dist: a>\n"),
              std::set<std::string>{"invalid_requirement"});
    EXPECT_EQ(codes_of("Requires-Python: 3.8\n"), std::set<std::string>{"invalid_requires_python"});
    EXPECT_EQ(codes_of("Summary: a\n b\n"), std::set<std::string>{"summary_of_many_lines"});
    EXPECT_EQ(codes_of("Description-Content-Type: text/html\n"),
              std::set<std::string>{"invalid_content_type"});
    EXPECT_EQ(codes_of("Dynamic: Version\n"), std::set<std::string>{"invalid_dynamic"});
    EXPECT_EQ(codes_of("Dynamic: Nothing\n"), std::set<std::string>{"invalid_dynamic"});
    EXPECT_EQ(codes_of("Provides-Extra: a b\n"), std::set<std::string>{"invalid_extra"});
    EXPECT_EQ(codes_of("License-File: ../a\n"), std::set<std::string>{"invalid_license_file"});
    EXPECT_EQ(codes_of("Import-Name: a\n"), std::set<std::string>{"field_too_new"});
    EXPECT_EQ(codes_of("X-New: a\n"), std::set<std::string>{"unknown_field"});
    EXPECT_EQ(codes_of("Author: a\nAuthor: b\n"), std::set<std::string>{"malformed_field"});
}

TEST(Metadata, every_line_keeps_its_place_when_one_is_malformed) {
    const auto report = report_of(std::string(k_start) +
                                  "Requires-Dist: a\nRequires-Dist: b >\nRequires-Dist: c\n");
    ASSERT_EQ(report.metadata.requires_dist.size(), 3U);
    EXPECT_TRUE(report.metadata.requires_dist[0].parsed);
    EXPECT_FALSE(report.metadata.requires_dist[1].parsed);
    EXPECT_EQ(report.metadata.requires_dist[1].text, "b >");
    EXPECT_TRUE(report.metadata.requires_dist[2].parsed);
}

TEST(Metadata, versions_of_the_format_are_known_up_to_the_newest) {
    const auto has_unknown = [](const std::string& version) {
        const auto report = report_of("Metadata-Version: " + version + "\nName: a\nVersion: 1\n");
        return std::ranges::any_of(report.findings, [](const Finding& one) {
            return one.code == "unknown_metadata_version";
        });
    };
    for (const char* known : {"1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"})
        EXPECT_FALSE(has_unknown(known));
    for (const char* unknown : {"2.0", "3.0", "", "2", "2.10"})
        EXPECT_TRUE(has_unknown(unknown)) << unknown;
}

TEST(Metadata, import_names_of_metadata_2_5_are_judged) {
    const auto findings = [](const std::string& name) {
        return report_of("Metadata-Version: 2.5\nName: a\nVersion: 1\nImport-Name: " + name + "\n")
            .findings.size();
    };
    for (const char* good : {"a", "a.b_c", "a ; private", "a;private", "\xC3\xA9t\xC3\xA9"})
        EXPECT_EQ(findings(good), 0U) << good;
    for (const char* bad : {"a-b", "1a", "a..b", "class", "a; public", ".a"})
        EXPECT_EQ(findings(bad), 1U) << bad;
}

}  // namespace spoke::python
