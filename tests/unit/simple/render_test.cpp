#include "simple/render_html.hpp"
#include "simple/render_json.hpp"

#include "base/json.hpp"
#include "simple/file_path.hpp"
#include "support/golden.hpp"
#include "unit/simple/sample_page.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace spoke::simple {
namespace {

TEST(Render, the_json_page_is_the_golden_one) {
    tests::expect_golden(SPOKE_SOURCE_DIR, "simple/page.json", render_json(sample_page()));
}

TEST(Render, the_html_page_is_the_golden_one) {
    tests::expect_golden(SPOKE_SOURCE_DIR, "simple/page.html", render_html(sample_page()));
}

TEST(Render, lists_are_the_golden_ones) {
    ProjectList list;
    list.serial = 7;
    list.projects = {{"flask", 3}, {"zope-interface", 7}};
    tests::expect_golden(SPOKE_SOURCE_DIR, "simple/list.json", render_json(list));
    tests::expect_golden(SPOKE_SOURCE_DIR, "simple/list.html", render_html(list));
}

TEST(Render, files_stand_in_one_order_whatever_order_the_rows_came_in) {
    const auto page = sample_page();
    auto shuffled = page;
    std::ranges::reverse(shuffled.files);
    sort_files(shuffled);
    EXPECT_EQ(render_json(page), render_json(shuffled));
    EXPECT_EQ(render_html(page), render_html(shuffled));
    std::string order;
    for (const auto& file : page.files) order += file.version + " ";
    EXPECT_EQ(order, "not.a.version 0.9 1.0 2.0.0 2.0.0+spoke.1 10.0 ");
}

TEST(Render, json_obeys_the_rules_that_clients_break_on) {
    const auto json = base::parse_json(render_json(sample_page()));
    ASSERT_TRUE(json) << json.error().describe();
    EXPECT_EQ((*json)["meta"]["api-version"], "1.4");
    EXPECT_EQ((*json)["name"], "flask-sample");
    EXPECT_EQ((*json)["project-status"]["status"], "deprecated");
    for (const auto& file : (*json)["files"]) {
        for (const auto& [key, value] : file.items()) EXPECT_FALSE(value.is_null()) << key;
        EXPECT_TRUE(file["hashes"].contains("sha256"));
        if (file.contains("yanked")) {
            EXPECT_NE(file["yanked"], "");
        }
        EXPECT_FALSE(file.contains("dist-info-metadata")) << "pip 23.0 dies of it";
    }
}

TEST(Render, html_keeps_hostile_text_as_text) {
    const auto html = render_html(sample_page());
    EXPECT_EQ(html.find("<script>"), std::string::npos);
    EXPECT_NE(html.find("data-yanked=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)"),
              std::string::npos);
    EXPECT_NE(html.find("data-requires-python=\"&gt;=3.6, &lt;4\""), std::string::npos);
    EXPECT_EQ(html.find("<base"), std::string::npos);
    EXPECT_EQ(html.find("#md5"), std::string::npos);
}

TEST(Render, an_empty_project_is_a_page_with_its_status) {
    ProjectPage page(*python::ProjectName::parse("gone"));
    page.status = ProjectStatus::quarantined;
    EXPECT_EQ(render_json(page), R"({"files":[],"meta":{"api-version":"1.4"},"name":"gone",)"
                                 R"("project-status":{"status":"quarantined"},"versions":[]})");
    EXPECT_NE(render_html(page).find("content=\"quarantined\""), std::string::npos);
}

TEST(Render, bytes_that_are_no_text_do_not_break_a_page) {
    ProjectPage page(*python::ProjectName::parse("x"));
    auto& file = page.files.emplace_back();
    file.filename = "x-1.tar.gz";
    file.hashes = {{"sha256", std::string(64, 'a')}};
    file.yanked = std::string("bad \xff\xc3 \x01 \xe2\x80\xa8 end\nline\0", 22);
    EXPECT_TRUE(base::parse_json(render_json(page)));
    const auto html = render_html(page);
    EXPECT_EQ(html.find('\x01'), std::string::npos);
    EXPECT_NE(html.find("end&#10;line"), std::string::npos);
}

TEST(FilePath, names_are_percent_encoded_once) {
    const auto digest = crypto::blake2b_256("x");
    const auto hex = digest.hex();
    EXPECT_EQ(blake2b_file_path(digest, "a+b %?#.whl"), "packages/" + hex.substr(0, 2) + "/" +
                                                            hex.substr(2, 2) + "/" + hex.substr(4) +
                                                            "/a%2Bb%20%25%3F%23.whl");
    EXPECT_EQ(relative_to_page(sha256_file_path(crypto::sha256("x"), "a.whl")),
              "../../packages/sha256/" + crypto::sha256("x").hex() + "/a.whl");
}

}  // namespace
}  // namespace spoke::simple
