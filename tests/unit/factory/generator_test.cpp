#include "factory/plan/generator.hpp"

#include <gtest/gtest.h>

namespace spoke::factory {
namespace {

TEST(Generator, the_tool_of_a_wheel_is_an_exact_requirement) {
    const std::pair<const char*, const char*> cases[] = {
        {"flit 3.10.1", "flit_core==3.10.1"},
        {"hatchling 1.27.0", "hatchling==1.27.0"},
        {"poetry-core 2.1.3", "poetry-core==2.1.3"},
        {"pdm-backend (2.4.4)", "pdm-backend==2.4.4"},
        {"uv 0.8.0", "uv_build==0.8.0"},
        {"setuptools (80.9.0)", "setuptools==80.9.0"},
        {"bdist_wheel (0.36.2)", "wheel==0.36.2"},
        {"maturin (1.8.1)", "maturin==1.8.1"},
    };
    for (const auto& [generator, pin] : cases) {
        const auto found = pin_of_generator(generator);
        ASSERT_TRUE(found) << generator;
        EXPECT_EQ(found->text(), pin);
    }
}

TEST(Generator, what_tells_no_backend_pins_nothing) {
    for (const auto* generator : {"", "meson", "poetry 1.0.5", "flit", "flit x.y", "evil 1.0",
                                  "flit 1.0 @ file:///x", "bdist_wheel ()"})
        EXPECT_FALSE(pin_of_generator(generator)) << generator;
}

}  // namespace
}  // namespace spoke::factory
