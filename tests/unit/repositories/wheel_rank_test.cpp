#include "repositories/wheel_rank.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::repositories {
namespace {

bool outranks(const std::string& theirs, const std::string& ours) {
    const auto parse = [](const std::string& tail) {
        return *python::WheelName::parse("x-2.0.0-" + tail + ".whl", python::Strictness::tolerant);
    };
    return outranks_somewhere(parse(theirs), parse(ours));
}

TEST(WheelRank, I1_what_pip_or_poetry_would_take_before_the_rebuild_outranks_it) {
    struct Case {
        std::string theirs;
        std::string ours;
    };
    const std::vector<Case> table = {
        // a higher build number, also behind a worse tag (poetry), also spelled with py2
        {"999-py3-none-any", "1-py3-none-any"},
        {"2-py3-none-any", "1-py3-none-any"},
        {"1-py2.py3-none-any", "1-py3-none-any"},
        {"999-py3-none-any", "1-cp311-cp311-manylinux_2_36_x86_64"},
        // a more specific tag
        {"cp311-cp311-manylinux_2_17_x86_64", "1-py3-none-any"},
        {"cp311-none-any", "1-py3-none-any"},
        {"py311-none-any", "1-py3-none-any"},
        {"py3-none-manylinux_2_17_x86_64", "1-py3-none-any"},
        {"py3-none-win_amd64", "1-py3-none-any"},
        {"py3-none-macosx_11_0_arm64", "1-py3-none-any"},
        {"pp310-pypy310_pp73-manylinux_2_17_x86_64", "1-py3-none-any"},
        {"cp311-cp311-manylinux2014_x86_64", "1-cp39-abi3-manylinux_2_17_x86_64"},
        {"cp311-abi3-manylinux_2_17_x86_64", "1-cp39-abi3-manylinux_2_17_x86_64"},
        {"cp313-cp313t-manylinux_2_17_x86_64", "1-py3-none-any"},
        {"cp37-cp37m-manylinux1_x86_64", "1-py3-none-any"},
        // a newer C library
        {"cp311-cp311-manylinux_2_39_x86_64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp311-cp311-manylinux_2_28_x86_64", "1-cp311-cp311-manylinux_2_17_x86_64"},
    };
    for (const auto& [theirs, ours] : table) EXPECT_TRUE(outranks(theirs, ours)) << theirs;
}

TEST(WheelRank, what_runs_elsewhere_or_comes_second_stays) {
    struct Case {
        std::string theirs;
        std::string ours;
    };
    const std::vector<Case> table = {
        {"py3-none-any", "1-py3-none-any"},
        {"py2.py3-none-any", "1-py3-none-any"},
        {"py2-none-any", "1-py3-none-any"},
        // the C library of the rebuild is newer: on older hosts upstream's file is what runs
        {"cp311-cp311-manylinux_2_17_x86_64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp311-cp311-manylinux2014_x86_64", "1-cp311-cp311-manylinux_2_17_x86_64"},
        {"cp311-cp311-manylinux1_x86_64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        // other interpreters, machines, systems
        {"cp310-cp310-manylinux_2_39_x86_64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp311-cp311-manylinux_2_39_aarch64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp311-cp311-musllinux_1_2_x86_64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp311-cp311-win_amd64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp311-cp311-macosx_11_0_arm64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"pp310-pypy310_pp73-manylinux_2_17_x86_64", "1-cp310-cp310-manylinux_2_17_x86_64"},
        {"cp313-cp313t-manylinux_2_39_x86_64", "1-cp313-cp313-manylinux_2_36_x86_64"},
        // less specific
        {"cp39-abi3-manylinux_2_39_x86_64", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"py3-none-any", "1-cp311-cp311-manylinux_2_36_x86_64"},
        {"cp38-abi3-manylinux_2_17_x86_64", "1-cp39-abi3-manylinux_2_17_x86_64"},
    };
    for (const auto& [theirs, ours] : table) EXPECT_FALSE(outranks(theirs, ours)) << theirs;
}

}  // namespace
}  // namespace spoke::repositories
