#include "factory/normalise/normalise.hpp"

#include "unit/factory/check_fixture.hpp"

namespace spoke::factory {
namespace {

using test::Sample;

Sample built() {
    Sample sample;
    sample.file_name = "Pkg-1.0-py2.py3-none-any.whl";
    sample.wheel =
        "Wheel-Version: 1.0\nGenerator: bdist_wheel (0.36.2)\nRoot-Is-Purelib: true\nTag: "
        "py2-none-any\nTag: py3-none-any\n";
    sample.add("pkg/__pycache__/x.cpython-311.pyc", "x");
    return sample;
}

Result<NormalisedWheel> normalise(const Sample& sample, std::vector<std::string> platforms = {}) {
    return normalise_wheel(sample.file_name, sample.bytes(),
                           {python::BuildTag::parse("1").value(), std::move(platforms)}, {});
}

TEST(Normalise, names_build_tag_and_payload_are_made) {
    const auto wheel = normalise(built());
    ASSERT_TRUE(wheel) << wheel.error().describe();
    EXPECT_EQ(wheel->name.text(), "pkg-1.0-1-py2.py3-none-any.whl");
    EXPECT_EQ(wheel->dist_info, "pkg-1.0.dist-info");
    EXPECT_EQ(wheel->members.back().path, "pkg-1.0.dist-info/WHEEL");
    EXPECT_EQ(wheel->members.back().bytes, built().wheel + "Build: 1\n");
    ASSERT_EQ(wheel->files.size(), 4U);
    EXPECT_EQ(wheel->payload, crypto::payload_digest(wheel->files, wheel->dist_info));
}

TEST(Normalise, proven_platforms_replace_those_of_the_name) {
    auto sample = Sample{}.make_native(test::RawElf{}.bytes());
    sample.file_name = "pkg-1.0-cp311-cp311-linux_x86_64.whl";
    const auto wheel = normalise(sample, {"manylinux_2_17_x86_64", "manylinux2014_x86_64"});
    ASSERT_TRUE(wheel);
    EXPECT_EQ(wheel->name.tag_text(), "cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64");
    const auto& text = wheel->members.back().bytes;
    EXPECT_NE(
        text.find(
            "Tag: cp311-cp311-manylinux2014_x86_64\nTag: cp311-cp311-manylinux_2_17_x86_64\n"),
        std::string::npos)
        << text;
}

TEST(Normalise, the_sealed_wheel_passes_its_checks_and_keeps_the_payload) {
    const auto wheel = normalise(built()).value();
    const auto bytes = seal_wheel(wheel, "{\"sbom\":1}", "{\"manifest\":1}", {});
    ASSERT_TRUE(bytes);
    const auto content = take_wheel_apart(wheel.name.text(), *bytes, {});
    ASSERT_TRUE(content) << content.error().describe();
    EXPECT_EQ(content->find_in_dist_info("sboms/spokeshave.spdx.json")->bytes, "{\"sbom\":1}");
    EXPECT_EQ(content->find_in_dist_info("spokeshave.payload.dsse.json")->bytes,
              "{\"manifest\":1}");
    EXPECT_EQ(crypto::payload_digest(archive::payload_files(content->members, content->dist_info),
                                     content->dist_info),
              wheel.payload);
    const SourceFacts source;
    const CheckInput input{.project = python::ProjectName::parse("pkg").value(),
                           .version = python::Version::parse("1.0").value(),
                           .wheel = *content,
                           .source = &source};
    EXPECT_TRUE(run_checks(input).publishable());
    EXPECT_EQ(seal_wheel(wheel, "{\"sbom\":1}", "{\"manifest\":1}", {}).value(), *bytes)
        << "the same bytes again";
}

TEST(Normalise, F13_a_build_that_brings_our_own_members_is_refused) {
    for (const std::string name : {"spokeshave.payload.dsse.json", "sboms/spokeshave.spdx.json",
                                   "sboms/Spokeshave.x", "spokeshave.y"}) {
        auto sample = built();
        sample.add_info(name, "{}");
        const auto wheel = normalise(sample);
        ASSERT_FALSE(wheel) << name;
        EXPECT_NE(wheel.error().message.find("reserved"), std::string::npos);
    }
}

TEST(Normalise, what_is_no_wheel_is_refused) {
    EXPECT_FALSE(normalise_wheel("pkg-1.0-py3-none-any.whl", "no zip",
                                 {python::BuildTag::parse("1").value(), {}}, {}));
    EXPECT_FALSE(normalise_wheel("pkg.whl", built().bytes(),
                                 {python::BuildTag::parse("1").value(), {}}, {}));
}

}  // namespace
}  // namespace spoke::factory
