#include "factory/source/build_system.hpp"

#include <gtest/gtest.h>

namespace spoke::factory {
namespace {

TEST(BuildSystem, no_file_and_no_table_are_the_legacy_backend) {
    for (const auto& text : {std::optional<std::string>(), std::optional<std::string>(""),
                             std::optional<std::string>("[tool.x]\ny = 1\n")}) {
        const auto system = read_build_system(text);
        ASSERT_TRUE(system) << system.error().describe();
        EXPECT_EQ(system->backend, "setuptools.build_meta:__legacy__");
        EXPECT_EQ(system->requirements, std::vector<std::string>{"setuptools"});
        EXPECT_EQ(system->origin, BuildSystemOrigin::legacy);
    }
}

TEST(BuildSystem, a_table_without_backend_keeps_its_requirements) {
    const auto system =
        read_build_system("[build-system]\nrequires = [\"setuptools>=40\", \"x\"]\n");
    ASSERT_TRUE(system);
    EXPECT_EQ(system->backend, "setuptools.build_meta:__legacy__");
    EXPECT_EQ(system->requirements, (std::vector<std::string>{"setuptools>=40", "x"}));
    EXPECT_EQ(system->origin, BuildSystemOrigin::declared);
}

TEST(BuildSystem, an_in_tree_backend_is_read) {
    const auto system = read_build_system(
        "[build-system]\nrequires = []\nbuild-backend = \"build_it.of:here\"\n"
        "backend-path = [\".\", \"tools/backend\"]\n");
    ASSERT_TRUE(system);
    EXPECT_EQ(system->backend, "build_it.of:here");
    EXPECT_EQ(system->backend_path, (std::vector<std::string>{".", "tools/backend"}));
    EXPECT_TRUE(system->requirements.empty());
}

TEST(BuildSystem, what_breaks_the_rules_is_refused_with_its_place) {
    const std::pair<const char*, const char*> cases[] = {
        {"[build-system]\nbuild-backend = \"x\"\n", "no requires"},
        {"[build-system]\nrequires = \"setuptools\"\n", "requires must be a list"},
        {"[build-system]\nrequires = [1]\n", "requires must be a list"},
        {"[build-system]\nrequires = []\nbuild-backend = \"x; import os\"\n", "no module:object"},
        {"[build-system]\nrequires = []\nbuild-backend = 7\n", "must be a text"},
        {"[build-system]\nrequires = []\nbackend-path = [\"../out\"]\n", "leaves the source tree"},
        {"[build-system]\nrequires = []\nbackend-path = [\"/etc\"]\n", "leaves the source tree"},
        {"[build-system\n", "line 1"},
        {"build-system = 3\n", "must be a table"},
    };
    for (const auto& [text, reason] : cases) {
        const auto system = read_build_system(std::string(text));
        ASSERT_FALSE(system) << text;
        EXPECT_NE(system.error().message.find(reason), std::string::npos) << system.error().message;
    }
}

}  // namespace
}  // namespace spoke::factory
