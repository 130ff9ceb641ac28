#include "factory/plan/version_variables.hpp"

#include <gtest/gtest.h>

#include "unit/factory/fake_wheels.hpp"

namespace spoke::factory {
namespace {

using Variables = std::map<std::string, std::string>;

Variables of(const std::vector<std::string>& texts, std::string_view project = "Zope.Interface-x") {
    return version_variables(requirements(texts), tests::project_name(project), "1.2");
}

TEST(VersionVariables, only_tools_that_are_asked_for_are_told) {
    EXPECT_EQ(of({"setuptools", "wheel"}), Variables{});
    EXPECT_EQ(of({"setuptools_scm[toml]>=8"}),
              (Variables{{"SETUPTOOLS_SCM_PRETEND_VERSION_FOR_ZOPE_INTERFACE_X", "1.2"}}));
    EXPECT_EQ(of({"hatchling", "hatch-vcs"}),
              (Variables{{"SETUPTOOLS_SCM_PRETEND_VERSION", "1.2"}}));
    EXPECT_EQ(of({"pdm-backend"}), (Variables{{"PDM_BUILD_SCM_VERSION", "1.2"}}));
    EXPECT_EQ(of({"pbr>=2"}), (Variables{{"PBR_VERSION", "1.2"}}));
}

}  // namespace
}  // namespace spoke::factory
