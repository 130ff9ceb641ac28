#include "http/router.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "world.hpp"

namespace spoke::http {
namespace {

using tests::body_of;
using tests::header_of;
using tests::status_of;

constexpr std::string_view k_json = "application/vnd.pypi.simple.v1+json";
constexpr std::string_view k_pip =
    "Accept: application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, "
    "text/html; q=0.01\r\n";

base::Json json_of(std::string_view answer) {
    return base::parse_json(body_of(answer)).value();
}

class RouterTest : public ::testing::Test {
protected:
    std::string basic(std::string_view text) const {
        return "Authorization: Basic " + base::to_base64(text) + "\r\n";
    }
    World world;
};

}  // namespace

// Pages.

TEST_F(RouterTest, items_60_to_64_pages_are_negotiated) {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "text/html; charset=UTF-8"},
        {"Accept: */*\r\n", "text/html; charset=UTF-8"},
        {"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n", "text/html; charset=UTF-8"},
        {std::string(k_pip), std::string(k_json)},
        {"Accept: application/vnd.pypi.simple.v1+json, */*;q=0.1\r\n", std::string(k_json)},
        {"Accept: application/vnd.pypi.simple.latest+json\r\n", std::string(k_json)},
        {"Accept: application/vnd.pypi.simple.v1+html\r\n",
         "application/vnd.pypi.simple.v1+html; charset=UTF-8"}};
    for (const auto& [accept, type] : table) {
        const std::string answer = world.get("/python-all/simple/demo/", accept);
        EXPECT_EQ(status_of(answer), 200) << accept;
        EXPECT_EQ(header_of(answer, "Content-Type"), type) << accept;
        EXPECT_EQ(header_of(answer, "Vary"), "Accept, Accept-Encoding") << accept;
    }
    const std::string refused =
        world.get("/python-all/simple/demo/", "Accept: application/json\r\n");
    EXPECT_EQ(status_of(refused), 406);
    EXPECT_EQ(header_of(refused, "Vary"), "Accept, Accept-Encoding");
    EXPECT_NE(body_of(refused).find(k_json), std::string::npos);
}

TEST_F(RouterTest, item_65_format_overrides_accept) {
    for (const std::string plus : {"+", "%2B"})
        EXPECT_EQ(header_of(world.get("/python-all/simple/demo/?format=application/"
                                      "vnd.pypi.simple.v1" +
                                      plus + "json"),
                            "Content-Type"),
                  k_json);
    EXPECT_EQ(status_of(world.get("/python-all/simple/demo/?format=text/plain", k_pip)), 406);
}

TEST_F(RouterTest, item_19_head_has_the_headers_of_get) {
    for (const std::string path : {"/python-all/simple/", "/python-all/simple/demo/"}) {
        const std::string get = world.get(path, k_pip);
        const std::string head = world.head(path, k_pip);
        EXPECT_EQ(body_of(head), "");
        for (const std::string name : {"Content-Type", "Content-Length", "ETag", "Vary",
                                       "Cache-Control", "X-PyPI-Last-Serial"})
            EXPECT_EQ(header_of(get, name), header_of(head, name)) << path << name;
    }
}

TEST_F(RouterTest, items_4_and_20_redirects_keep_to_this_server) {
    const std::string slash = world.anonymous("/python/simple");
    EXPECT_EQ(status_of(slash), 301);
    EXPECT_EQ(header_of(slash, "Location"), "/base/python/simple/");
    EXPECT_EQ(header_of(world.anonymous("/python/simple/Flask_X?a=b"), "Location"),
              "/base/python/simple/flask-x/?a=b");
    EXPECT_EQ(status_of(world.anonymous("/spoke_secret/simple")), 404) << "I9: not sent back";
    EXPECT_EQ(status_of(world.ask("POST /python/simple HTTP/1.1\r\nHost: a\r\n\r\n")), 405);
}

TEST_F(RouterTest, items_70_to_75_pages_are_revalidated) {
    for (const std::string coding : {"", "Accept-Encoding: gzip\r\n"}) {
        const std::string page = world.get("/python-all/simple/demo/", std::string(k_pip) + coding);
        const std::string etag = header_of(page, "ETag");
        ASSERT_TRUE(etag.starts_with('"')) << etag;
        EXPECT_EQ(header_of(page, "Content-Encoding"), coding.empty() ? "" : "gzip");
        EXPECT_EQ(header_of(page, "Cache-Control").find("private"), 0U);
        const std::string same =
            world.get("/python-all/simple/demo/",
                      std::string(k_pip) + coding + "If-None-Match: \"x\", W/" + etag + "\r\n");
        EXPECT_EQ(status_of(same), 304);
        EXPECT_EQ(header_of(same, "ETag"), etag);
        EXPECT_EQ(header_of(same, "Vary"), "Accept, Accept-Encoding");
        EXPECT_EQ(header_of(same, "Cache-Control"), header_of(page, "Cache-Control"));
        EXPECT_FALSE(header_of(same, "Date").empty());
        EXPECT_EQ(header_of(same, "Content-Length"), "");
        EXPECT_EQ(status_of(world.get("/python-all/simple/demo/",
                                      std::string(k_pip) + coding + "If-None-Match: \"x\"\r\n")),
                  200);
    }
    const std::string plain = world.get("/python-all/simple/demo/", k_pip);
    const std::string packed =
        world.get("/python-all/simple/demo/", std::string(k_pip) + "Accept-Encoding: gzip\r\n");
    EXPECT_NE(header_of(plain, "ETag"), header_of(packed, "ETag"));
}

TEST_F(RouterTest, item_104_an_unknown_project_is_404_with_a_short_life) {
    const std::string answer = world.get("/python-all/simple/nothing/", k_pip);
    EXPECT_EQ(status_of(answer), 404);
    EXPECT_EQ(header_of(answer, "Vary"), "Accept, Accept-Encoding");
    EXPECT_EQ(header_of(answer, "Cache-Control"), "private, max-age=0");
    EXPECT_EQ(header_of(answer, "Content-Type"), "application/problem+json");
    EXPECT_EQ(status_of(world.get("/python-all/simple/-x/")), 404);
}

TEST_F(RouterTest, item_54_pages_carry_their_serial) {
    const std::string page = world.get("/python/simple/built/", k_pip);
    EXPECT_EQ(std::to_string(json_of(page)["meta"]["_last-serial"].get<std::int64_t>()),
              header_of(page, "X-PyPI-Last-Serial"));
}

// Who may ask.

TEST_F(RouterTest, item_102_anonymous_is_401_whether_or_not_it_is_there) {
    for (const std::string path :
         {"/python/simple/", "/python-all/simple/demo/", "/nothing/simple/", "/files/demo/x.whl",
          "/python/files/demo/demo-1.0.tar.gz"}) {
        const std::string answer = world.anonymous(path);
        EXPECT_EQ(status_of(answer), 401) << path;
        EXPECT_TRUE(header_of(answer, "WWW-Authenticate").starts_with("Basic realm=\"spokeshave\""))
            << path;
        EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store") << path;
    }
    EXPECT_EQ(status_of(world.anonymous(world.inner_path())), 401);
}

TEST_F(RouterTest, items_117_to_120_every_form_of_a_token) {
    const std::string path = "/python-all/simple/demo/";
    for (const std::string user : {"__token__", "token", "a@b.c", "", "who/ever"})
        EXPECT_EQ(status_of(world.anonymous(path, basic(user + ":" + world.admin))), 200) << user;
    EXPECT_EQ(status_of(world.anonymous(path, basic(world.admin + ":"))), 200);
    EXPECT_EQ(status_of(world.anonymous(path, "Authorization: bearer " + world.admin + "\r\n")),
              200);
    for (const std::string bad :
         {"Authorization: Basic !!!\r\n", "Authorization: Basic\r\n",
          "Authorization: Nonsense x\r\n", "Authorization: Bearer spoke_wrong\r\n"}) {
        EXPECT_EQ(status_of(world.anonymous(path, bad)), 401) << bad;
    }
    EXPECT_EQ(status_of(world.anonymous(path, basic("user:wrong"))), 401);
    EXPECT_EQ(status_of(world.anonymous(path, basic("nocolon"))), 401);
}

TEST_F(RouterTest, item_103_good_credentials_without_the_right_are_403) {
    const std::string narrow = world.make_token("narrow", {"python-internal"});
    const std::string bearer = "Authorization: Bearer " + narrow + "\r\n";
    EXPECT_EQ(status_of(world.anonymous("/python-internal/simple/inner/", bearer)), 200);
    const std::string refused = world.anonymous("/python/simple/built/", bearer);
    EXPECT_EQ(status_of(refused), 403);
    EXPECT_EQ(header_of(refused, "Cache-Control"), "no-store");
}

TEST_F(RouterTest, I3_private_bytes_can_t_be_had_by_their_digest_elsewhere) {
    const std::string narrow =
        "Authorization: Bearer " + world.make_token("narrow", {"python-public"}) + "\r\n";
    EXPECT_EQ(status_of(world.get(world.inner_path())), 200);
    const std::string here = world.anonymous(world.inner_path("python-public"), narrow);
    std::string other = world.inner_path("python-public");
    other.replace(other.find("packages/") + 9, 2, "00");
    const std::string nowhere = world.anonymous(other, narrow);
    EXPECT_EQ(status_of(here), 404);
    EXPECT_EQ(json_of(here)["detail"], json_of(nowhere)["detail"]);
}

TEST_F(RouterTest, item_113_other_methods_are_405_with_allow) {
    const std::string answer =
        world.ask("POST /python/simple/demo/ HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxx");
    EXPECT_EQ(status_of(answer), 405);
    EXPECT_EQ(header_of(answer, "Allow"), "GET, HEAD");
    EXPECT_EQ(header_of(world.ask("GET /api/v1/requests HTTP/1.1\r\nHost: a\r\n\r\n"), "Allow"),
              "POST");
}

TEST_F(RouterTest, a_miss_in_the_factory_s_index_makes_a_request_and_says_so) {
    const std::string answer = world.get("/python/simple/demo/", k_pip);
    EXPECT_EQ(status_of(answer), 404);
    EXPECT_NE(json_of(answer)["detail"].get<std::string>().find("queue"), std::string::npos);
    const auto misses = world.misses.taken();
    ASSERT_EQ(misses.size(), 1U);
    EXPECT_EQ(misses[0].project.normalized(), "demo");
    EXPECT_FALSE(misses[0].cause.principal.empty());
    EXPECT_EQ(misses[0].cause.event.text(), json_of(answer)["event"].get<std::string>());
    EXPECT_EQ(status_of(world.get("/python-all/simple/nothing/", k_pip)), 404);
    EXPECT_TRUE(world.misses.taken().empty());
}

TEST_F(RouterTest, F12_an_anonymous_miss_is_only_noted) {
    world.make_public("python");
    const std::string answer = world.anonymous("/python/simple/demo/", k_pip);
    EXPECT_EQ(status_of(answer), 404);
    EXPECT_EQ(json_of(answer)["detail"].get<std::string>().find("queue"), std::string::npos);
    const auto misses = world.misses.taken();
    ASSERT_EQ(misses.size(), 1U);
    EXPECT_TRUE(misses[0].cause.principal.empty());
}

// Open paths.

TEST_F(RouterTest, front_page_and_health_need_nothing) {
    const std::string front = world.anonymous("/");
    EXPECT_EQ(status_of(front), 200);
    EXPECT_NE(body_of(front).find("https://packages.example/base/python-all/simple/"),
              std::string::npos);
    EXPECT_NE(header_of(front, "Content-Security-Policy"), "");
    EXPECT_EQ(body_of(world.anonymous("/healthz")), "ok\n");
    EXPECT_EQ(body_of(world.anonymous("/readyz")), "ready\n");
    EXPECT_EQ(status_of(world.anonymous("/favicon.ico/x")), 404);
}

}  // namespace spoke::http
