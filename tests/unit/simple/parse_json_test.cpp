#include "simple/parse_json.hpp"

#include "simple/render_json.hpp"
#include "unit/simple/sample_page.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace spoke::simple {
namespace {

const std::string k_url = "https://index.example/simple/flask/";

python::ProjectName flask() {
    return *python::ProjectName::parse("flask");
}

Result<PageReport> parse(const std::string& body) {
    return parse_json_page(body, flask(), k_url);
}

std::string page_of(const std::string& file, const std::string& more = "") {
    return fmt::format(R"({{"meta":{{"api-version":"1.1"}},"name":"flask","files":[{}]{}}})", file,
                       more);
}

TEST(ParseJson, what_we_write_comes_back) {
    const auto page = sample_page();
    const auto report = parse_json_page(render_json(page), page.project,
                                        "https://index.example/simple/flask-sample/");
    ASSERT_TRUE(report) << report.error().describe();
    ASSERT_EQ(report->page.files.size(), page.files.size());
    for (std::size_t i = 0; i < page.files.size(); ++i) {
        const auto& read = report->page.files[i];
        EXPECT_EQ(read.filename, page.files[i].filename);
        EXPECT_EQ(read.hash("sha256"), page.files[i].hash("sha256"));
        EXPECT_EQ(read.size, page.files[i].size);
        EXPECT_EQ(read.upload_time, page.files[i].upload_time);
        EXPECT_EQ(read.requires_python, page.files[i].requires_python);
        EXPECT_EQ(read.yanked, page.files[i].yanked);
        EXPECT_EQ(read.sidecar, page.files[i].sidecar);
        EXPECT_TRUE(read.url.starts_with("https://index.example/packages/aa/bb/")) << read.url;
    }
    EXPECT_EQ(report->page.status, page.status);
    EXPECT_EQ(report->page.status_reason, page.status_reason);
    EXPECT_EQ(report->page.serial, page.serial);
}

TEST(ParseJson, all_three_spellings_of_core_metadata_are_read) {
    const std::string hex(64, 'b');
    for (const std::string key :
         {"core-metadata", "dist-info-metadata", "data-dist-info-metadata"}) {
        const auto report = parse(page_of(fmt::format(
            R"({{"filename":"flask-1.0.tar.gz","url":"f","hashes":{{}},"{}":{{"sha256":"{}"}}}})",
            key, hex)));
        ASSERT_TRUE(report);
        ASSERT_TRUE(report->page.files.at(0).sidecar) << key;
        EXPECT_EQ(report->page.files.at(0).sidecar->sha256, hex);
    }
    const auto bare = parse(
        page_of(R"({"filename":"flask-1.0.tar.gz","url":"f","hashes":{},"core-metadata":true})"));
    EXPECT_EQ(bare->page.files.at(0).sidecar, Sidecar{});
    const auto none = parse(
        page_of(R"({"filename":"flask-1.0.tar.gz","url":"f","hashes":{},"core-metadata":false,)"
                R"("dist-info-metadata":true})"));
    EXPECT_FALSE(none->page.files.at(0).sidecar);
}

TEST(ParseJson, nulls_and_odd_values_are_read_as_what_they_mean) {
    const auto report = parse(page_of(
        R"({"filename":"flask-1.0.tar.gz","url":"f","hashes":null,"size":null,"yanked":null,)"
        R"("upload-time":null,"requires-python":null})"
        R"(,{"filename":"flask-1.1.tar.gz","url":"f","hashes":{"SHA256":")" +
        std::string(64, 'A') +
        R"(","md5":"short"},"yanked":"","upload-time":"yesterday","size":-1})"));
    ASSERT_TRUE(report) << report.error().describe();
    const auto& plain = report->page.files.at(0);
    EXPECT_FALSE(plain.yanked);
    EXPECT_FALSE(plain.size);
    const auto& odd = report->page.files.at(1);
    EXPECT_EQ(odd.hash("sha256"), std::string(64, 'a'));
    EXPECT_EQ(odd.hash("md5"), "");
    EXPECT_TRUE(odd.yanked) << "a mark is never lost";
    EXPECT_FALSE(odd.upload_time);
    EXPECT_FALSE(odd.size);
    EXPECT_EQ(report->findings.size(), 1U);
}

TEST(ParseJson, bad_entries_are_left_out_with_a_finding) {
    const auto report =
        parse(page_of(R"({"filename":"../../etc/passwd","url":"x"},{"url":"flask-1.tar.gz"},17,)"
                      R"x({"filename":"flask-1.0.tar.gz","url":"javascript:alert(1)"},)x"
                      R"({"filename":"flask-2.0.tar.gz","url":"flask-2.0.tar.gz"})"));
    ASSERT_TRUE(report);
    ASSERT_EQ(report->page.files.size(), 1U);
    EXPECT_EQ(report->page.files[0].url, k_url + "flask-2.0.tar.gz");
    EXPECT_EQ(report->findings.size(), 4U);
}

TEST(ParseJson, versions_of_the_api_are_judged_as_the_specification_says) {
    const auto with = [](const std::string& meta) {
        return parse_json_page(R"({)" + meta + R"("name":"flask","files":[]})", flask(), k_url);
    };
    EXPECT_TRUE(with(""));
    EXPECT_TRUE(with(R"("meta":{},)"));
    EXPECT_EQ(with(R"("meta":{"api-version":"1.9"},)")->findings.size(), 1U);
    EXPECT_EQ(with(R"("meta":{"api-version":"2.0"},)").error().code, ErrorCode::unsupported);
    EXPECT_EQ(with(R"("meta":{"api-version":"one"},)").error().code, ErrorCode::invalid);
}

TEST(ParseJson, another_projects_page_or_no_page_is_refused) {
    EXPECT_FALSE(parse(R"({"name":"django","files":[]})"));
    EXPECT_TRUE(parse(R"({"name":"FLASK","files":[]})"));
    for (const std::string body : {"", "[]", "{}", "null", "<html></html>", "{\"files\":{}}",
                                   "{\"files\":[}", "\xff", "{\"files\":[]} x"})
        EXPECT_FALSE(parse(body)) << body;
}

TEST(ParseJson, status_is_read_where_the_text_and_where_the_example_put_it) {
    EXPECT_EQ(parse(page_of("", R"(,"project-status":{"status":"archived"})"))->page.status,
              ProjectStatus::archived);
    EXPECT_EQ(parse(R"({"meta":{"project-status":{"status":"quarantined","reason":"r"}},)"
                    R"("files":[]})")
                  ->page.status_reason,
              "r");
}

TEST(ParseJson, bounds_hold) {
    ReadLimits limits;
    limits.files = 1;
    const std::string two = page_of(R"({"filename":"a-1.tar.gz","url":"a"},)"
                                    R"({"filename":"a-2.tar.gz","url":"a"})");
    EXPECT_EQ(parse_json_page(two, flask(), k_url, limits).error().code, ErrorCode::too_large);
    limits.body_bytes = 10;
    EXPECT_EQ(parse_json_page(two, flask(), k_url, limits).error().code, ErrorCode::too_large);
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_FALSE(parse(R"({"files":[],"x":)" + deep + "}"));
}

TEST(ParseJson, lists_keep_names_and_serials) {
    const auto report = parse_json_list(
        R"({"meta":{"api-version":"1.0","_last-serial":9},"projects":[{"name":"Flask",)"
        R"("_last-serial":4},{"name":"x y"},{"name":"zope.interface"}]})");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->list.serial, 9);
    ASSERT_EQ(report->list.projects.size(), 2U);
    EXPECT_EQ(report->list.projects[0], (ProjectListEntry{"Flask", 4}));
    EXPECT_EQ(report->findings.size(), 1U);
}

}  // namespace
}  // namespace spoke::simple
