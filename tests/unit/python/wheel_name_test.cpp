#include "python/wheel_name.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

namespace {

WheelName wheel_of(std::string_view text) {
    auto wheel = WheelName::parse(text, Strictness::tolerant);
    EXPECT_TRUE(wheel) << text << ": " << (wheel ? "" : wheel.error().message);
    return wheel ? *wheel : WheelName::parse("x-0-py3-none-any.whl", Strictness::tolerant).value();
}

}  // namespace

TEST(WheelName, parts_are_read) {
    const auto wheel = wheel_of("Foo.Bar-1.0+local_1-2b-py2.py3-none-any.whl");
    EXPECT_EQ(wheel.project().normalized(), "foo-bar");
    EXPECT_EQ(wheel.version().text(), "1.0+local.1");
    EXPECT_EQ(wheel.build(), (BuildTag{Number(2), "b"}));
    EXPECT_EQ(wheel.python_tags(), (std::vector<std::string>{"py2", "py3"}));
    EXPECT_EQ(wheel.tags(), (std::vector<Tag>{{"py2", "none", "any"}, {"py3", "none", "any"}}));
    EXPECT_EQ(wheel.tag_text(), "py2.py3-none-any");
    EXPECT_EQ(wheel.dist_info(), "foo_bar-1.0+local.1.dist-info");
    EXPECT_EQ(wheel_of("flask-2.0.0-py3-none-any.whl").build(), std::nullopt);
}

TEST(WheelName, malformed_names_are_refused) {
    for (const char* bad : {"",
                            ".whl",
                            "foo.whl",
                            "foo-1.0.whl",
                            "foo-1.0-py3-none.whl",
                            "foo-1.0-py3-none-any.zip",
                            "foo-1.0-py3-none-any.WHL",
                            "foo-1.0-1-2-py3-none-any.whl",
                            "foo-1.0-x1-py3-none-any.whl",
                            "foo-1.0--py3-none-any.whl",
                            "-1.0-py3-none-any.whl",
                            "foo--py3-none-any.whl",
                            "foo-x-py3-none-any.whl",
                            "foo__bar-1.0-py3-none-any.whl",
                            "foo-1.0-3py-none-any.whl",
                            "foo-1.0-py3.-none-any.whl",
                            "foo-1.0-py3--any.whl",
                            "foo-1.0-py3-none-.whl",
                            "_foo-1.0-py3-none-any.whl",
                            "fo\xC3\xB6-1.0-py3-none-any.whl",
                            "foo-1.0-py3-none-any\n.whl",
                            "../foo-1.0-py3-none-any.whl"})
        EXPECT_FALSE(WheelName::parse(bad, Strictness::tolerant)) << bad;
}

TEST(WheelName, sizes_are_bounded) {
    std::string tags = "a";
    for (int i = 0; i < 20; ++i) tags += ".a";
    EXPECT_FALSE(
        WheelName::parse("x-1-" + tags + "-" + tags + "-" + tags + ".whl", Strictness::tolerant));
    EXPECT_FALSE(WheelName::parse(std::string(WheelName::k_max_bytes, 'x') + "-1-py3-none-any.whl",
                                  Strictness::tolerant));
}

TEST(WheelName, writing_wants_the_normalized_form) {
    for (const char* good :
         {"foo_bar-1.0-py3-none-any.whl", "foo-1.0+spoke.1-2-cp311-cp311-linux_x86_64.whl",
          "x-1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"})
        EXPECT_TRUE(WheelName::parse(good, Strictness::strict)) << good;
    for (const char* loose : {"Foo-1.0-py3-none-any.whl", "foo.bar-1.0-py3-none-any.whl",
                              "foo-01.0-py3-none-any.whl", "foo-1.0+a_1-py3-none-any.whl",
                              "foo-1.0-01-py3-none-any.whl", "foo-1.0-PY3-none-any.whl"}) {
        EXPECT_TRUE(WheelName::parse(loose, Strictness::tolerant)) << loose;
        EXPECT_FALSE(WheelName::parse(loose, Strictness::strict)) << loose;
    }
}

TEST(WheelName, made_names_are_strict_and_read_back) {
    const auto wheel = WheelName::make(ProjectName::parse("Zope.Interface").value(),
                                       Version::parse("5.0-1").value(), BuildTag{Number(3), ""},
                                       {"py3", "py2"}, {"none"}, {"any"});
    EXPECT_EQ(wheel.text(), "zope_interface-5.0.post1-3-py2.py3-none-any.whl");
    EXPECT_EQ(WheelName::parse(wheel.text(), Strictness::strict).value(), wheel);
}

TEST(BuildTag, numbers_are_compared_as_numbers_and_none_comes_first) {
    const std::vector<std::optional<BuildTag>> ordered{
        std::nullopt,
        BuildTag::parse("0").value(),
        BuildTag::parse("1").value(),
        BuildTag::parse("1_b").value(),
        BuildTag::parse("2").value(),
        BuildTag::parse("10").value(),
        BuildTag::parse("99999999999999999999").value()};
    for (std::size_t i = 0; i < ordered.size(); ++i)
        for (std::size_t j = 0; j < ordered.size(); ++j)
            EXPECT_EQ(ordered[i] < ordered[j], i < j) << i << " " << j;
    EXPECT_FALSE(BuildTag::parse("a1"));
    EXPECT_FALSE(BuildTag::parse(""));
}

}  // namespace spoke::python
