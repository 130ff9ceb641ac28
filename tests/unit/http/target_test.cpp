#include "http/target.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::http {
namespace {

std::vector<std::string> segments(std::string_view raw) {
    auto target = parse_target(raw);
    EXPECT_TRUE(target) << raw;
    return target ? target->segments : std::vector<std::string>{};
}

}  // namespace

TEST(Target, splits_raw_and_decodes_each_segment_once) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(segments("/"), Words());
    EXPECT_EQ(segments("/a/b"), (Words{"a", "b"}));
    EXPECT_EQ(segments("/a%20b/c%2Bd+e"), (Words{"a b", "c+d+e"}));
    EXPECT_EQ(segments("/f%25-1.whl"), (Words{"f%-1.whl"}));
    EXPECT_EQ(segments("/%C3%A4"), (Words{"\xc3\xa4"}));
    EXPECT_EQ(segments("/a%3Fb%23c"), (Words{"a?b#c"}));
}

TEST(Target, item_207_refuses_what_hides_another_path) {
    for (const std::string raw :
         {"/..",    "/a/../b", "/%2e%2e/b", "/.%2E",  "/a/./b",      "/a%2fb",
          "/a%2Fb", "/a%5cb",  "/a\\b",     "/a%00b", "/%252e%252e", "/a%252fb",
          "/a;b",   "/a%3bb",  "/a%0d%0ab", "/a%7f",  "/a%c0%afb",   "/a%e0%80%afb",
          "/a%ff",  "/a%",     "/a%2",      "/a%zz",  "/a%u002f"}) {
        const auto target = parse_target(raw);
        ASSERT_FALSE(target) << raw;
        EXPECT_EQ(target.error().status, 400) << raw;
    }
}

TEST(Target, sees_trailing_and_doubled_slashes) {
    EXPECT_TRUE(parse_target("/a/")->trailing_slash);
    EXPECT_FALSE(parse_target("/a")->trailing_slash);
    EXPECT_TRUE(parse_target("/a//b/")->doubled_slash);
    EXPECT_TRUE(parse_target("//a")->doubled_slash);
    EXPECT_FALSE(parse_target("/a/b/?x=//")->doubled_slash);
    EXPECT_EQ(parse_target("/a//b/")->segments.size(), 2U);
}

TEST(Target, reads_query_values) {
    const auto target = parse_target("/a?format=application%2Fx&b&c=1+2&format=second");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->query_value("format"), "application/x");
    EXPECT_EQ(target->query_value("b"), "");
    EXPECT_EQ(target->query_value("c"), "1+2");
    EXPECT_EQ(target->query_value("d"), std::nullopt);
}

TEST(Target, item_118_refuses_tokens_in_the_query) {
    const auto target = parse_target("/a?token=spoke_abc");
    ASSERT_FALSE(target);
    EXPECT_EQ(target.error().status, 400);
    EXPECT_EQ(target.error().detail.find("abc"), std::string::npos);
}

}  // namespace spoke::http
