#include "factory/plan/build_requirements.hpp"

#include <gtest/gtest.h>

namespace spoke::factory {
namespace {

using catalog::FailureClass;

TEST(BuildRequirements, markers_are_judged_with_no_extra_and_dropped) {
    const auto parsed = parse_build_requirements(
        {"setuptools>=40; python_version >= '3'", "old; python_version < '3'",
         "idna-extra; extra == 'all'", "tomli[x]; sys_platform == 'linux'"},
        "the backend");
    ASSERT_TRUE(parsed) << parsed.error().message;
    ASSERT_EQ(parsed->size(), 2U);
    EXPECT_EQ((*parsed)[0].text(), "setuptools>=40");
    EXPECT_EQ((*parsed)[1].text(), "tomli[x]");
}

TEST(BuildRequirements, F5_direct_references_are_refused) {
    for (const auto* text :
         {"x @ file:///build/src", "x @ https://10.0.0.1/x-1.0-py3-none-any.whl",
          "x @ git+ssh://git@forge/x", "x[y] @ http://localhost/x.zip ; python_version > '2'"}) {
        const auto parsed = parse_build_requirements({"setuptools", text}, "the backend");
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().failure, FailureClass::refused_source);
        EXPECT_NE(parsed.error().message.find("direct reference"), std::string::npos);
    }
}

TEST(BuildRequirements, F5_options_and_paths_are_no_requirements) {
    for (const auto* text : {"--index-url=http://localhost", "-r other.txt", "./x", "x.whl; y",
                             "x\n--find-links /", "x==1.0 --hash=sha256:00", ""}) {
        const auto parsed = parse_build_requirements({text}, "the backend");
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().failure, FailureClass::refused_source);
    }
}

TEST(BuildRequirements, too_many_are_refused) {
    const std::vector<std::string> many(k_max_build_requirements + 1, "x");
    EXPECT_FALSE(parse_build_requirements(many, "the backend"));
}

}  // namespace
}  // namespace spoke::factory
