#include "access/token_output.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "support/must.hpp"

namespace spoke::access {
namespace {

using tests::must;

TokenOutput sample() {
    return {.id = "00000000-0000-7000-8000-000000000001",
            .name = "ci",
            .identity = "ci/0123456789abcdef",
            .secret = base::Secret("spoke_abc"),
            .scope = "python",
            .created = base::Moment(std::chrono::seconds(1'700'000'000)),
            .expires = base::Moment(std::chrono::seconds(1'702'592'000)),
            .server = "https://packages.example.com:8443/base"};
}

TEST(TokenOutputTest, env_is_two_shell_exports) {
    EXPECT_EQ(must(render_token(sample(), TokenFormat::env)),
              "export SPOKESHAVE_PYTHON_IDENTITY_ID='ci/0123456789abcdef'\n"
              "export SPOKESHAVE_PYTHON_TOKEN='spoke_abc'\n");
}

TEST(TokenOutputTest, netrc_is_one_line_with_the_host_alone) {
    auto token = sample();
    EXPECT_EQ(must(render_token(token, TokenFormat::netrc)),
              "machine packages.example.com login ci/0123456789abcdef password spoke_abc\n");
    token.server = "http://127.0.0.1:8080";
    EXPECT_TRUE(must(render_token(token, TokenFormat::netrc)).starts_with("machine 127.0.0.1 "));
    token.server = "http://user@host/x";
    EXPECT_TRUE(must(render_token(token, TokenFormat::netrc)).starts_with("machine host "));
    token.server = "http://[::1]:8080/";
    EXPECT_TRUE(must(render_token(token, TokenFormat::netrc)).starts_with("machine [::1] "));
    token.server = "";
    EXPECT_FALSE(render_token(token, TokenFormat::netrc));
}

TEST(TokenOutputTest, json_has_the_keys_of_the_rest_api) {
    const auto text = must(render_token(sample(), TokenFormat::json));
    const auto json = must(base::parse_json(text));
    EXPECT_EQ(json.at("secret"), "spoke_abc");
    EXPECT_EQ(json.at("identity"), "ci/0123456789abcdef");
    EXPECT_EQ(json.at("username"), "ci/0123456789abcdef");
    EXPECT_EQ(json.at("expires"), "2023-12-14T22:13:20Z");
    EXPECT_EQ(json.at("scope"), "python");
}

TEST(TokenOutputTest, text_says_that_it_is_shown_once) {
    const auto text = must(render_token(sample(), TokenFormat::text));
    EXPECT_NE(text.find("spoke_abc"), std::string::npos);
    EXPECT_NE(text.find("only now"), std::string::npos);
    EXPECT_NE(text.find("2023-12-14T22:13:20Z"), std::string::npos);
}

TEST(TokenOutputTest, what_a_shell_or_netrc_would_read_otherwise_is_refused) {
    for (const std::string identity : {"a'; rm -rf ~'", "a b", "a\nmachine evil", "a\"b", "ü"}) {
        auto token = sample();
        token.identity = identity;
        EXPECT_FALSE(render_token(token, TokenFormat::env)) << identity;
        EXPECT_FALSE(render_token(token, TokenFormat::netrc)) << identity;
    }
}

TEST(TokenOutputTest, formats_have_four_words) {
    EXPECT_EQ(must(parse_token_format("netrc")), TokenFormat::netrc);
    const auto wrong = parse_token_format("jsn");
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find("\"json\""), std::string::npos);
}

}  // namespace
}  // namespace spoke::access
