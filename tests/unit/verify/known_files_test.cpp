#include "verify/known_files.hpp"

#include <gtest/gtest.h>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::MadeEnvironment;
using tests::must;

/// What uv 0.8 and later put beside their environments; its digest is in the table.
constexpr std::string_view k_pth = "import _virtualenv";

}  // namespace

TEST(KnownFiles, path_and_name_of_the_environment_are_taken_out) {
    EXPECT_EQ(without_place("cd '/x/env'; PS1='(env) '; A='env'", "/x/env", "env"),
              "cd '{prefix}'; PS1='({name}) '; A='{name}'");
    EXPECT_EQ(without_place("environment", "", "env"), "environment");
}

TEST(KnownFiles, V4_a_file_is_known_by_its_bytes_and_its_name) {
    MadeEnvironment made;
    made.write(made.site("_virtualenv.pth"), k_pth);
    const auto environment = must(open_environment(made.root()));
    const auto path = made.site("_virtualenv.pth");
    EXPECT_TRUE(is_known_file(environment, path, "_virtualenv.pth"));
    EXPECT_FALSE(is_known_file(environment, path, "evil.pth"));
    made.append(path, "; import evil");
    EXPECT_FALSE(is_known_file(environment, path, "_virtualenv.pth"));
    made.link(path, "/dev/zero");
    EXPECT_FALSE(is_known_file(environment, path, "_virtualenv.pth"));
    EXPECT_FALSE(is_known_file(environment, "bin/nothing", "activate"));
}

}  // namespace spoke::verify
