#include "factory/build/toolchain.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/test_catalog.hpp"

namespace spoke::factory {
namespace {

constexpr std::string_view k_status =
    "Package: gcc-12\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12.2.0-14\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n"
    "Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.2.13\n"
    "Description: a library\n Package: not this\n";

class ToolchainTest : public testing::Test {
protected:
    ToolchainTest() : folder_(tests::must(base::TemporaryFolder::make("spoke-toolchain"))) {
        std::filesystem::create_directories(
            folder_.path() / "tools/lib/python3.11/site-packages/uv-0.13.9.dist-info");
    }
    Toolchain read(std::string_view status) {
        tests::must(base::write_file_atomically(folder_.path() / "status", status));
        return tests::must(read_toolchain(folder_.path() / "status", folder_.path() / "tools"));
    }
    base::TemporaryFolder folder_;
};

TEST_F(ToolchainTest, what_shapes_a_wheel_is_named_and_all_is_in_the_digest) {
    const auto toolchain = read(k_status);
    EXPECT_EQ(toolchain.named,
              (std::vector<ToolVersion>{{"gcc-12", "12.2.0-14"}, {"uv", "0.13.9"}}));
    std::string upgraded(k_status);
    upgraded.replace(upgraded.find("1.2.13"), 6, "1.2.14");
    EXPECT_NE(read(upgraded).digest, toolchain.digest);
    std::string gone(k_status);
    gone.replace(gone.find("Version: 1\n"), 11, "Version: 2\n");
    EXPECT_EQ(read(gone).digest, toolchain.digest);
}

TEST_F(ToolchainTest, a_missing_tool_folder_says_what_to_do) {
    tests::must(base::write_file_atomically(folder_.path() / "status", k_status));
    const auto toolchain = read_toolchain(folder_.path() / "status", folder_.path() / "nowhere");
    ASSERT_FALSE(toolchain);
    EXPECT_NE(toolchain.error().message.find("scripts/install-deps"), std::string::npos);
}

}  // namespace
}  // namespace spoke::factory
