#include "factory/check/wheel_content.hpp"

#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

TEST(WheelContent, a_wheel_is_taken_apart) {
    const test::Sample sample;
    const auto content = sample.content();
    EXPECT_EQ(content.dist_info, "pkg-1.0.dist-info");
    EXPECT_EQ(content.sha256, crypto::sha256(sample.bytes()));
    EXPECT_EQ(content.size, sample.bytes().size());
    EXPECT_EQ(content.find("pkg/__init__.py")->bytes, "x = 1\n");
    EXPECT_EQ(content.find("pkg"), nullptr);
    EXPECT_NE(content.find_in_dist_info("RECORD"), nullptr);
    EXPECT_EQ(content.metadata.version_text, "1.0");
    EXPECT_EQ(content.wheel.generator, "flit 3.12.0");
}

TEST(WheelContent, what_is_no_wheel_is_an_error) {
    EXPECT_FALSE(take_wheel_apart("pkg-1.0-py3-none-any.whl", "no zip", {}));
    EXPECT_FALSE(take_wheel_apart("pkg.zip", test::Sample{}.bytes(), {}));
    test::Sample sample;
    sample.wheel = "Wheel-Version: 9.0\n";
    EXPECT_FALSE(take_wheel_apart(sample.file_name, sample.bytes(), {}));
}

}  // namespace
}  // namespace spoke::factory
