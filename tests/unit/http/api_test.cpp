#include "http/handlers/api.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

#include "base/json.hpp"
#include "catalog/builds.hpp"
#include "world.hpp"

namespace spoke::http {
namespace {

using tests::body_of;
using tests::header_of;
using tests::status_of;

base::Json json_of(std::string_view answer) {
    return base::parse_json(body_of(answer)).value();
}

class ApiTest : public ::testing::Test {
protected:
    std::string bearer(const std::string& secret) const {
        return "Authorization: Bearer " + secret + "\r\n";
    }
    catalog::Build add_build() {
        const auto repository = world.directory.find("python")->id;
        return world.catalog.change([&](auto& transaction) {
            return catalog::enqueue_build(
                transaction, {tests::project_name("demo"), "1.0", repository, "person"});
        });
    }
    World world;
};

}  // namespace

TEST_F(ApiTest, a_token_is_made_used_listed_and_revoked) {
    const std::string made = world.send_json(
        "POST", "/api/v1/tokens", R"({"name":"ci","ttl_seconds":3600,"scope":["python"]})");
    ASSERT_EQ(status_of(made), 201) << made;
    EXPECT_EQ(header_of(made, "Cache-Control"), "no-store");
    const base::Json token = json_of(made);
    EXPECT_EQ(token["name"], "ci");
    EXPECT_EQ(token["username"], token["identity"]);
    const std::string secret = token["secret"];
    EXPECT_TRUE(secret.starts_with("spoke_"));
    EXPECT_EQ(status_of(world.anonymous("/python/simple/built/", bearer(secret))), 200);

    const base::Json list = json_of(world.get("/api/v1/tokens"));
    EXPECT_EQ(list["tokens"].size(), 2U);
    EXPECT_EQ(list["tokens"][0]["id"], token["id"]);
    EXPECT_FALSE(list["tokens"][0].contains("secret"));
    EXPECT_TRUE(list["tokens"][0]["revoked"].is_null());

    const std::string path = "/api/v1/tokens/" + token["id"].get<std::string>();
    EXPECT_EQ(status_of(world.send_json("DELETE", path, "")), 204);
    // Any change of rights ends it at once (threats.md I10).
    EXPECT_EQ(status_of(world.anonymous("/python/simple/built/", bearer(secret))), 401);
    EXPECT_EQ(status_of(world.send_json("DELETE", "/api/v1/tokens/nothing", "")), 404);
}

TEST_F(ApiTest, bad_bodies_say_which_member_is_wrong) {
    for (const std::string body : {"", "[]", "{", R"({"name":7})", R"({"name":"x","kind":"boss"})",
                                   R"({"name":"x","scope":7})", R"({"name":"x","ttl_seconds":"1"})",
                                   R"({"name":"x","ttl_seconds":-5})", R"({"name":"a b/c"})",
                                   R"({"name":"x","scope":["no-such"]})"}) {
        const std::string answer = world.send_json("POST", "/api/v1/tokens", body);
        EXPECT_EQ(status_of(answer), 400) << body << answer;
    }
    EXPECT_EQ(status_of(world.ask("POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\nAuthorization: "
                                  "Bearer " +
                                  world.admin + "\r\nContent-Length: 2\r\n\r\n{}")),
              400);
}

TEST_F(ApiTest, a_pull_token_manages_nothing) {
    const std::string pull = bearer(world.make_token("ci", {"python"}));
    EXPECT_EQ(status_of(world.anonymous("/api/v1/tokens", pull)), 403);
    EXPECT_EQ(status_of(world.ask("POST /api/v1/tokens HTTP/1.1\r\nHost: a\r\n" + pull +
                                  "Content-Length: 100000\r\nExpect: 100-continue\r\n\r\n")),
              403)
        << "refused before the body is asked for";
    const std::string nobody = world.anonymous("/api/v1/tokens");
    EXPECT_EQ(status_of(nobody), 401);
    EXPECT_TRUE(header_of(nobody, "WWW-Authenticate").starts_with("Bearer "));
}

TEST_F(ApiTest, requests_are_all_looked_at_before_the_first_is_made) {
    const std::string made =
        world.send_json("POST", "/api/v1/requests", R"({"requirements":["demo==1.0"]})");
    EXPECT_EQ(status_of(made), 202);
    const base::Json request = json_of(made)["requests"][0];
    EXPECT_EQ(request["requirement"], "demo==1.0");
    EXPECT_EQ(request["project"], "demo");
    EXPECT_EQ(request["state"], "queued");
    const std::string wrong =
        world.send_json("POST", "/api/v1/requests", R"({"requirements":["demo","demo>1"]})");
    EXPECT_EQ(status_of(wrong), 400);
    EXPECT_NE(body_of(wrong).find("'demo>1'"), std::string::npos);
    const std::string unknown =
        world.send_json("POST", "/api/v1/requests", R"({"requirements":["demo","other"]})");
    EXPECT_EQ(status_of(unknown), 422);
    EXPECT_NE(body_of(unknown).find("'other'"), std::string::npos);
    for (const std::string body : {R"({})", R"({"requirements":[]})", R"({"requirements":[7]})",
                                   R"({"requirements":"demo"})"})
        EXPECT_EQ(status_of(world.send_json("POST", "/api/v1/requests", body)), 400) << body;
}

TEST_F(ApiTest, builds_are_listed_and_shown) {
    const catalog::Build build = add_build();
    const base::Json list = json_of(world.get("/api/v1/builds?state=queued&project=Demo&limit=5"));
    ASSERT_EQ(list["builds"].size(), 1U);
    EXPECT_EQ(list["builds"][0]["id"].get<std::string>(), build.id.text());
    EXPECT_TRUE(json_of(world.get("/api/v1/builds?state=failed"))["builds"].empty());
    const base::Json shown = json_of(world.get("/api/v1/builds/" + build.id.text()));
    EXPECT_EQ(shown["project"], "demo");
    EXPECT_TRUE(shown["class"].is_null());
    EXPECT_TRUE(shown["files"].is_array());
    EXPECT_TRUE(shown["checks"].is_array());
    EXPECT_TRUE(shown["inputs"].is_array());
    EXPECT_EQ(status_of(world.get("/api/v1/builds/nothing")), 404);
    for (const std::string query :
         {"state=nonsense", "limit=0", "limit=x", "limit=99999", "project=-"})
        EXPECT_EQ(status_of(world.get("/api/v1/builds?" + query)), 400) << query;
}

TEST_F(ApiTest, a_build_s_log_is_plain_text) {
    const catalog::Build build = add_build();
    EXPECT_EQ(status_of(world.get("/api/v1/builds/" + build.id.text() + "/log")), 404);
    const auto stored = tests::must(blobs::store_bytes(*world.blobs, "line one\n"));
    world.catalog.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(catalog::put_blob(transaction, stored.digests));
        SPOKE_TRY(auto leased, catalog::lease_next_build(transaction, "w", std::chrono::hours(1)));
        SPOKE_TRY(catalog::set_build_log(transaction, leased->lease, stored.digests.sha256));
        return 0;
    });
    const std::string log = world.get("/api/v1/builds/" + build.id.text() + "/log");
    EXPECT_EQ(status_of(log), 200);
    EXPECT_EQ(header_of(log, "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(body_of(log), "line one\n");
}

TEST_F(ApiTest, the_trust_file_is_for_any_known_caller) {
    EXPECT_EQ(status_of(world.anonymous("/api/v1/trust")), 401);
    const std::string pull = bearer(world.make_token("ci", {"python"}));
    EXPECT_EQ(body_of(world.anonymous("/api/v1/trust", pull)), R"({"payloadType":"x"})");
}

}  // namespace spoke::http
