#include "http/routes.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace spoke::http {
namespace {

const std::string k_hex60(60, 'a');
const std::string k_hex64(64, 'b');

std::optional<Route> route(std::string_view raw) {
    const auto target = parse_target(raw);
    if (!target) return std::nullopt;
    const auto found = find_route(*target);
    if (!found || !std::holds_alternative<Route>(*found)) return std::nullopt;
    return std::get<Route>(*found);
}

std::string redirect(std::string_view raw) {
    const auto target = parse_target(raw);
    if (!target) return "refused";
    const auto found = find_route(*target);
    if (!found) return "nothing";
    return std::holds_alternative<Redirect>(*found) ? std::get<Redirect>(*found).location : "route";
}

}  // namespace

TEST(Routes, pages) {
    EXPECT_EQ(route("/python/simple/")->operation, Operation::project_list);
    const auto page = route("/python-all/simple/flask/?format=x");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->operation, Operation::project_page);
    EXPECT_EQ(page->repository, "python-all");
    EXPECT_EQ(page->project->normalized(), "flask");
}

TEST(Routes, items_4_and_20_slash_less_and_unnormalized_pages_redirect) {
    EXPECT_EQ(redirect("/python/simple"), "/python/simple/");
    EXPECT_EQ(redirect("/python"), "/python/simple/");
    EXPECT_EQ(redirect("/python/"), "/python/simple/");
    EXPECT_EQ(redirect("/python/simple/flask"), "/python/simple/flask/");
    EXPECT_EQ(redirect("/python/simple/Flask_.X/?a=b"), "/python/simple/flask-x/?a=b");
    EXPECT_EQ(redirect("/python/simple//flask/"), "/python/simple/flask/");
    EXPECT_EQ(redirect("//evil.example/simple"), "/evil.example/simple/");
    EXPECT_EQ(redirect("/a b%0d/simple"), "refused");
}

TEST(Routes, a_name_that_can_be_none_stays_a_page_without_a_project) {
    for (const std::string name : {"-x", "x-", "_", "fl%20ask", "%E2%84%AAeras", "x%0a"}) {
        const auto found = route("/python/simple/" + name + "/");
        if (!found) continue;  // refused already
        EXPECT_EQ(found->operation, Operation::project_page) << name;
        EXPECT_FALSE(found->project) << name;
    }
}

TEST(Routes, files_by_digest) {
    const auto blake2b = route("/python/packages/aa/aa/" + k_hex60 + "/x-1.0.tar.gz");
    ASSERT_TRUE(blake2b);
    EXPECT_EQ(blake2b->operation, Operation::file_by_digest);
    EXPECT_TRUE(std::holds_alternative<crypto::Blake2bDigest>(blake2b->digest));
    EXPECT_EQ(blake2b->file_name, "x-1.0.tar.gz");
    EXPECT_EQ(blake2b->part, Part::whole);
    const auto sha256 = route("/python/packages/sha256/" + k_hex64 + "/x%2B1.whl.metadata");
    ASSERT_TRUE(sha256);
    EXPECT_TRUE(std::holds_alternative<crypto::Sha256Digest>(sha256->digest));
    EXPECT_EQ(sha256->file_name, "x+1.whl");
    EXPECT_EQ(sha256->part, Part::sidecar);
}

TEST(Routes, files_by_name) {
    const auto inside = route("/python/files/Flask/flask-2.0.0.tar.gz");
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->operation, Operation::file_by_name);
    EXPECT_EQ(inside->project->normalized(), "flask");
    const auto root = route("/files/flask/flask-2.0.0.tar.gz");
    ASSERT_TRUE(root);
    EXPECT_EQ(root->operation, Operation::root_file);
    EXPECT_EQ(root->repository, "");
}

TEST(Routes, what_is_no_path_of_ours_is_nothing) {
    const std::vector<std::string> paths{"/python/packages/aa/aa/x",
                                         "/python/packages/aa/aa/" + k_hex60 + "/x/",
                                         "/python/packages/aa/aaa/" + k_hex60 + "/x",
                                         "/python/packages/AA/aa/" + k_hex60 + "/x",
                                         "/python/packages/sha256/abc/x",
                                         "/python/packages//sha256/" + k_hex64 + "/x",
                                         "/python/simple/a/b/",
                                         "/python/files/a",
                                         "/files/a",
                                         "/files/a/b/c",
                                         "/files/",
                                         "/api",
                                         "/api/v2/tokens",
                                         "/api/v1/tokens/",
                                         "/api/v1/nothing",
                                         "/api//v1/tokens",
                                         "/python/other/"};
    for (const std::string& path : paths) EXPECT_EQ(redirect(path), "nothing") << path;
}

TEST(Routes, the_rest_api) {
    EXPECT_EQ(route("/api/v1/tokens")->operation, Operation::tokens);
    EXPECT_EQ(route("/api/v1/tokens/x")->id, "x");
    EXPECT_EQ(route("/api/v1/requests")->operation, Operation::requests);
    EXPECT_EQ(route("/api/v1/builds?state=failed")->operation, Operation::builds);
    EXPECT_EQ(route("/api/v1/builds/7")->operation, Operation::build);
    EXPECT_EQ(route("/api/v1/builds/7/log")->operation, Operation::build_log);
    EXPECT_EQ(route("/api/v1/trust")->operation, Operation::trust);
    EXPECT_EQ(route("/")->operation, Operation::front_page);
    EXPECT_EQ(route("/healthz")->operation, Operation::health);
    EXPECT_EQ(route("/readyz")->operation, Operation::ready);
}

TEST(Routes, methods_by_operation) {
    EXPECT_TRUE(is_allowed(Operation::project_page, Method::head));
    EXPECT_FALSE(is_allowed(Operation::project_page, Method::post));
    EXPECT_FALSE(is_allowed(Operation::project_page, Method::other));
    EXPECT_TRUE(is_allowed(Operation::tokens, Method::post));
    EXPECT_TRUE(is_allowed(Operation::token, Method::del));
    EXPECT_FALSE(is_allowed(Operation::token, Method::get));
    EXPECT_EQ(allowed_methods(Operation::requests), "POST");
}

}  // namespace spoke::http
