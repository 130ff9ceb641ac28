#include "access/credentials.hpp"

#include <gtest/gtest.h>

#include "access/tokens.hpp"
#include "base/encoding.hpp"
#include "support/manual_clock.hpp"

namespace spoke::access {
namespace {

std::string basic(std::string_view user_and_password) {
    return "Basic " + base::to_base64(user_and_password);
}

std::optional<Credential> parse(std::string_view header, std::string_view path_token = {}) {
    auto parsed = parse_credentials({.authorization = header, .path_token = path_token});
    EXPECT_TRUE(parsed) << header;
    return parsed ? std::move(*parsed) : std::nullopt;
}

TEST(CredentialsTest, nothing_sent_is_no_credential) {
    EXPECT_FALSE(parse(""));
    EXPECT_FALSE(parse("  "));
}

TEST(CredentialsTest, the_password_is_the_token_whatever_the_user_name) {
    for (const std::string user :
         {"__token__", "token", "oauth2accesstoken", "VssSessionToken", "me@example.com", "a/b"}) {
        const auto credential = parse(basic(user + ":secret"));
        ASSERT_TRUE(credential);
        EXPECT_EQ(credential->carrier, Carrier::basic);
        EXPECT_EQ(credential->user, user);
        EXPECT_EQ(credential->secret.reveal(), "secret");
    }
    EXPECT_EQ(parse(basic(":secret"))->secret.reveal(), "secret");
}

TEST(CredentialsTest, a_token_in_the_place_of_the_user_works) {
    const auto credential = parse(basic("secret:"));
    ASSERT_TRUE(credential);
    EXPECT_EQ(credential->secret.reveal(), "secret");
    EXPECT_EQ(credential->user, "");
}

TEST(CredentialsTest, the_scheme_has_any_case_and_only_the_first_colon_splits) {
    EXPECT_EQ(parse("bAsIc " + base::to_base64("u:a:b"))->secret.reveal(), "a:b");
    EXPECT_EQ(parse("BEARER   abc ")->secret.reveal(), "abc");
    EXPECT_EQ(parse("bearer abc")->carrier, Carrier::bearer);
}

TEST(CredentialsTest, bytes_are_utf8_or_else_latin1) {
    EXPECT_EQ(parse(basic("us\xC3\xA9r:x"))->user, "us\xC3\xA9r");
    EXPECT_EQ(parse(basic("us\xE9r:x"))->user, "us\xC3\xA9r");
}

TEST(CredentialsTest, broken_forms_are_unauthenticated_and_say_nothing_of_what_was_sent) {
    for (const std::string& header :
         {std::string("Basic"), std::string("Basic "), std::string("Basic hunter2%%"),
          basic("hunter2"), basic(":"), std::string("Bearer"), std::string("Bearer  "),
          std::string("Digest hunter2"), std::string("hunter2"),
          "Bearer " + std::string(k_max_authorization_bytes, 'x')}) {
        const auto parsed = parse_credentials({.authorization = header, .path_token = {}});
        ASSERT_FALSE(parsed) << header;
        EXPECT_EQ(parsed.error().code, ErrorCode::unauthenticated);
        EXPECT_EQ(parsed.error().describe().find("hunter2"), std::string::npos);
    }
}

TEST(CredentialsTest, two_different_credentials_are_refused_and_the_same_twice_is_one) {
    const auto two = parse_credentials({.authorization = "Bearer one", .path_token = "other"});
    ASSERT_FALSE(two);
    EXPECT_EQ(two.error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(parse("Bearer one", "one")->carrier, Carrier::path);
    EXPECT_EQ(parse("", "one")->carrier, Carrier::path);
    tests::CountingRandom random;
    const auto first = make_token_secret(random).reveal();
    const auto second = make_token_secret(random).reveal();
    EXPECT_FALSE(
        parse_credentials({.authorization = basic(first + ":" + second), .path_token = {}}));
    EXPECT_TRUE(parse_credentials({.authorization = basic(first + ":" + first), .path_token = {}}));
}

}  // namespace
}  // namespace spoke::access
