#include "factory/plan/closure.hpp"

#include <gtest/gtest.h>

#include "unit/factory/fake_wheels.hpp"

namespace spoke::factory {
namespace {

std::vector<std::string> names(const Closure& closure) {
    std::vector<std::string> all;
    for (const auto& one : closure.candidates) all.push_back(one.file_name);
    return all;
}

std::vector<std::string> missing(const Closure& closure) {
    std::vector<std::string> all;
    for (const auto& one : closure.missing) all.push_back(one.requirement.text());
    return all;
}

TEST(Closure, wheels_and_what_they_require_are_candidates) {
    FakeWheels wheels;
    wheels.add("hatchling", "1.27.0",
               {"packaging>=24.2", "pathspec", "tomli>=1.2; python_version < '3.11'"});
    wheels.add("packaging", "25.0");
    wheels.add("pathspec", "0.12.1");
    const auto closure = tests::must(walk_closure(requirements({"hatchling>=1"}), wheels));
    EXPECT_EQ(names(closure), (std::vector<std::string>{"hatchling-1.27.0-1-py3-none-any.whl",
                                                        "packaging-25.0-1-py3-none-any.whl",
                                                        "pathspec-0.12.1-1-py3-none-any.whl"}));
    EXPECT_TRUE(closure.missing.empty());
}

TEST(Closure, what_no_wheel_satisfies_is_missing_with_who_asks) {
    FakeWheels wheels;
    wheels.add("hatchling", "1.27.0", {"packaging>=24.2"});
    wheels.add("packaging", "20.0");
    const auto closure =
        tests::must(walk_closure(requirements({"hatchling", "setuptools>=61"}), wheels));
    EXPECT_EQ(missing(closure), (std::vector<std::string>{"packaging>=24.2", "setuptools>=61"}));
    EXPECT_EQ(closure.missing[0].needed_by, "hatchling-1.27.0-1-py3-none-any.whl");
    EXPECT_EQ(closure.missing[1].needed_by, "the build itself");
}

TEST(Closure, what_is_asked_in_several_places_holds_together) {
    FakeWheels wheels;
    wheels.add("flit_core", "3.12.0");
    const auto closure =
        tests::must(walk_closure(requirements({"flit_core<4", "flit_core==3.10.1"}), wheels));
    EXPECT_EQ(missing(closure), std::vector<std::string>{"flit_core<4,==3.10.1"});
}

TEST(Closure, extras_are_followed_and_circles_end) {
    FakeWheels wheels;
    wheels.add("setuptools-scm", "8.3.1", {"setuptools", "tomli; extra == 'toml'"});
    wheels.add("setuptools", "80.9.0", {"setuptools-scm; extra == 'test'", "wheel"});
    wheels.add("wheel", "0.45.1", {"setuptools"});
    const auto plain = tests::must(walk_closure(requirements({"setuptools-scm"}), wheels));
    EXPECT_TRUE(plain.missing.empty());
    EXPECT_EQ(plain.candidates.size(), 3U);
    const auto with = tests::must(walk_closure(requirements({"setuptools-scm[TOML]"}), wheels));
    EXPECT_EQ(missing(with), std::vector<std::string>{"tomli"});
}

TEST(Closure, prereleases_count_only_where_nothing_else_fits) {
    FakeWheels wheels;
    wheels.add("x", "2.0rc1", {"only-for-rc"});
    wheels.add("x", "1.0");
    const auto closure = tests::must(walk_closure(requirements({"x"}), wheels));
    EXPECT_EQ(names(closure), std::vector<std::string>{"x-1.0-1-py3-none-any.whl"});
    EXPECT_TRUE(closure.missing.empty());
}

}  // namespace
}  // namespace spoke::factory
