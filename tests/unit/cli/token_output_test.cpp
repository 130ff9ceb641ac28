#include "cli/token_output.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/must.hpp"

namespace spoke::cli {
namespace {

using tests::must;

constexpr std::string_view k_url = "https://packages.example.com:8443/base";

base::Json sample(std::string identity = "ci/0123456789abcdef") {
    return {{"id", "00000000-0000-7000-8000-000000000001"},
            {"identity", std::move(identity)},
            {"secret", "spoke_abc"},
            {"expires", "2023-12-14T22:13:20Z"}};
}

TEST(TokenOutputTest, env_is_two_shell_exports) {
    EXPECT_EQ(must(render_token(sample(), TokenForm::env, k_url)),
              "export SPOKESHAVE_PYTHON_IDENTITY_ID='ci/0123456789abcdef'\n"
              "export SPOKESHAVE_PYTHON_TOKEN='spoke_abc'\n");
}

TEST(TokenOutputTest, netrc_is_one_line_with_the_host_alone) {
    const auto netrc = [](std::string_view url) {
        return must(render_token(sample(), TokenForm::netrc, url));
    };
    EXPECT_EQ(netrc(k_url),
              "machine packages.example.com login ci/0123456789abcdef password spoke_abc\n");
    EXPECT_TRUE(netrc("http://127.0.0.1:8080").starts_with("machine 127.0.0.1 "));
    EXPECT_TRUE(netrc("http://[::1]:8080/").starts_with("machine ::1 "));
    EXPECT_FALSE(render_token(sample(), TokenForm::netrc, "http:///x"));
    EXPECT_FALSE(render_token(sample(), TokenForm::netrc, ""));
}

TEST(TokenOutputTest, json_is_the_answer_of_the_server) {
    EXPECT_EQ(base::Json::parse(must(render_token(sample(), TokenForm::json, k_url))), sample());
}

TEST(TokenOutputTest, text_has_a_command_whose_user_name_can_stand_in_a_url) {
    const auto text = must(render_token(sample(), TokenForm::text, "http://127.0.0.1:8080/"));
    EXPECT_NE(text.find("User name: ci/0123456789abcdef\n"), std::string::npos);
    EXPECT_NE(text.find("http://ci_0123456789abcdef:spoke_abc@127.0.0.1:8080/python-all/simple/ "),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("2023-12-14T22:13:20Z"), std::string::npos);
}

TEST(TokenOutputTest, what_a_shell_or_netrc_would_read_otherwise_is_refused) {
    for (const std::string identity :
         {"a'; rm -rf ~'", "a b", "a\nmachine evil", "a\"b", "$(x)", "ü", ""}) {
        for (const auto form : {TokenForm::env, TokenForm::netrc, TokenForm::text})
            EXPECT_FALSE(render_token(sample(identity), form, k_url)) << identity;
    }
}

}  // namespace
}  // namespace spoke::cli
