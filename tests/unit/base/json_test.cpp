#include "base/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace spoke::base {

TEST(Json, duplicates_depth_and_trailing_text_are_refused) {
    EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"));
    EXPECT_FALSE(parse_json(R"({"a":1,"a":2})"));
    EXPECT_FALSE(parse_json("{} x"));
    EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']')));
    EXPECT_FALSE(parse_json("\"\xff\""));
}

TEST(Json, dumping_sorts_keys) {
    EXPECT_EQ(dump_json(Json{{"b", 1}, {"a", 2}}), R"({"a":2,"b":1})");
}

TEST(Json, a_missing_member_is_named) {
    const Json value{{"n", 1}};
    EXPECT_EQ(json_integer(value, "n").value(), 1);
    EXPECT_NE(json_string(value, "n").error().message.find("\"n\""), std::string::npos);
}

}  // namespace spoke::base
