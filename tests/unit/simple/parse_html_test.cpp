#include "simple/parse_html.hpp"

#include "simple/render_html.hpp"
#include "unit/simple/sample_page.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace spoke::simple {
namespace {

const std::string k_url = "https://index.example/simple/flask/";

Result<PageReport> parse(const std::string& body, const std::string& url = k_url) {
    return parse_html_page(body, *python::ProjectName::parse("flask"), url);
}

TEST(ParseHtml, what_we_write_comes_back) {
    const auto page = sample_page();
    const auto report = parse_html_page(render_html(page), page.project, k_url);
    ASSERT_TRUE(report) << report.error().describe();
    ASSERT_EQ(report->page.files.size(), page.files.size());
    for (std::size_t i = 0; i < page.files.size(); ++i) {
        const auto& read = report->page.files[i];
        EXPECT_EQ(read.filename, page.files[i].filename);
        EXPECT_EQ(read.hash("sha256"), page.files[i].hash("sha256"));
        EXPECT_EQ(read.requires_python, page.files[i].requires_python);
        EXPECT_EQ(read.yanked, page.files[i].yanked);
        EXPECT_EQ(read.sidecar, page.files[i].sidecar);
        EXPECT_EQ(read.size, page.files[i].size);
        EXPECT_EQ(read.upload_time, page.files[i].upload_time);
    }
    EXPECT_EQ(report->page.status, page.status);
    EXPECT_EQ(report->page.status_reason, page.status_reason);
}

TEST(ParseHtml, quirks_of_real_indexes_parse) {
    const auto report = parse(R"(<A HREF='flask-1.0.tar.gz#sha256=)" + std::string(64, 'A') +
                              R"(' DATA-REQUIRES-PYTHON="&gt;=3, &#60;4">x</A>
<!-- <a href="flask-6.6.tar.gz">no</a> -->
<a name=top>no href</a> <a href>empty</a> <a href="../">Parent</a>
<a href=flask-1.1.tar.gz data-yanked>y</a>
<a data-yanked="it's > bad" href="  flask-1.2.tar.gz?x=1&amp;y=2  ">z</a>
<a href="https://files.example/a b/flask-1.3-py3-none-any.whl" data-core-metadata="true">w</a>
<a href="//cdn.example/flask-1.4.zip" data-dist-info-metadata="sha256=)" +
                              std::string(64, 'c') + R"(">v</a>
<a href="/abs/flask-1.5.tar.gz" data-core-metadata="false">u</a>)");
    ASSERT_TRUE(report) << report.error().describe();
    const auto& files = report->page.files;
    ASSERT_EQ(files.size(), 6U);
    EXPECT_EQ(files[0].requires_python, ">=3, <4");
    EXPECT_EQ(files[0].hash("sha256"), std::string(64, 'a'));
    EXPECT_EQ(files[0].url, k_url + "flask-1.0.tar.gz");
    EXPECT_EQ(files[1].yanked, "");
    EXPECT_EQ(files[2].yanked, "it's > bad");
    EXPECT_EQ(files[2].url, k_url + "flask-1.2.tar.gz?x=1&y=2");
    EXPECT_EQ(files[3].url, "https://files.example/a%20b/flask-1.3-py3-none-any.whl");
    EXPECT_EQ(files[3].sidecar, Sidecar{});
    EXPECT_EQ(files[4].url, "https://cdn.example/flask-1.4.zip");
    EXPECT_EQ(files[4].sidecar, Sidecar{std::string(64, 'c')});
    EXPECT_EQ(files[5].url, "https://index.example/abs/flask-1.5.tar.gz");
    EXPECT_FALSE(files[5].sidecar);
}

TEST(ParseHtml, links_resolve_against_base) {
    const auto report =
        parse("<base href='/root/'><a href='f/flask-1.tar.gz#md5=" + std::string(32, '1') +
              "&egg=flask'>x</a>");
    ASSERT_TRUE(report);
    EXPECT_EQ(report->page.files.at(0).url, "https://index.example/root/f/flask-1.tar.gz");
    EXPECT_EQ(report->page.files.at(0).hash("md5"), std::string(32, '1'));
}

TEST(ParseHtml, an_error_page_or_a_login_form_is_no_empty_project) {
    EXPECT_FALSE(parse("<html><title>Sign in</title><form><input name=password></form></html>"));
    EXPECT_FALSE(parse(""));
    EXPECT_FALSE(parse("502 Bad Gateway"));
    EXPECT_FALSE(parse("<a href='/login'>log in</a>"));
    EXPECT_TRUE(parse("<title>Links for flask</title>"));
    EXPECT_TRUE(parse("<meta name='pypi:repository-version' content='1.0'>"));
    EXPECT_EQ(
        parse("<meta name='pypi:repository-version' content='2.0'><a href='flask-1.tar.gz'>x</a>")
            .error()
            .code,
        ErrorCode::unsupported);
}

TEST(ParseHtml, documents_made_to_be_slow_are_refused_or_read_quickly) {
    const auto start = std::chrono::steady_clock::now();
    const auto repeat = [](const std::string& piece, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += piece;
        return text;
    };
    EXPECT_FALSE(parse(repeat("<div>", 1'000'000)));
    EXPECT_FALSE(parse(repeat("<b>", 500'000)));
    std::string many = "<a ";
    for (int i = 0; i < 100'000; ++i) many += "x" + std::to_string(i) + " ";
    EXPECT_FALSE(parse(many + "href=flask-1.tar.gz>x</a>"));
    EXPECT_FALSE(parse(repeat("<div>", 19'000)));
    EXPECT_FALSE(parse(repeat("<a>", 300'000)));
    EXPECT_FALSE(parse(repeat("<p><li>", 200'000)));
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

TEST(ParseHtml, unsafe_names_are_left_out) {
    const auto report = parse(
        "<a href='..%2F..%2Fx.whl'>x</a><a href='a%00b.whl'>y</a><a href='%FF.whl'>z</a>"
        "<a href='flask-1.tar.gz'>f</a>");
    ASSERT_TRUE(report) << report.error().describe();
    ASSERT_EQ(report->page.files.size(), 1U) << report->page.files.at(0).filename;
    EXPECT_EQ(report->page.files[0].filename, "flask-1.tar.gz");
}

TEST(ParseHtml, lists_take_names_from_the_text) {
    const auto report = parse_html_list(
        "<title>Simple index</title><a href='/simple/flask/'>Flask</a>\n<a href=b/>b/</a>"
        "<a href=x>not a name!</a>",
        "https://index.example/simple/");
    ASSERT_TRUE(report);
    ASSERT_EQ(report->list.projects.size(), 2U);
    EXPECT_EQ(report->list.projects[0].name, "Flask");
    EXPECT_EQ(report->list.projects[1].name, "b");
}

}  // namespace
}  // namespace spoke::simple
