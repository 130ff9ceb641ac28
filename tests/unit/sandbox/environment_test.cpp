#include "sandbox/environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace spoke::sandbox {
namespace {

std::string value_of(const Environment& environment, const std::string& name) {
    const auto found =
        std::ranges::find(environment, name, &std::pair<std::string, std::string>::first);
    return found == environment.end() ? "(not set)" : found->second;
}

}  // namespace

TEST(Environment, carries_what_differs_between_the_builds_of_a_pair) {
    Job job;
    job.hash_seed = 1;
    const auto first = environment_of(job, 1);
    job.hash_seed = 2;
    const auto second = environment_of(job, 4);
    EXPECT_EQ(value_of(*first, "PYTHONHASHSEED"), "1");
    EXPECT_EQ(value_of(*second, "PYTHONHASHSEED"), "2");
    EXPECT_EQ(value_of(*first, "MAKEFLAGS"), "-j1");
    EXPECT_EQ(value_of(*second, "MAKEFLAGS"), "-j4");
}

TEST(Environment, refuses_names_that_are_levers_or_no_names) {
    for (const std::string name : {"LD_PRELOAD", "LD_LIBRARY_PATH", "", "A=B", "A B"}) {
        Job job;
        job.environment = {{name, "x"}};
        EXPECT_FALSE(environment_of(job, 1).has_value()) << name;
    }
}

}  // namespace spoke::sandbox
