#include "python/sdist_name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace spoke::python {

namespace {

ProjectName project(std::string_view text) {
    return ProjectName::parse(text).value();
}

}  // namespace

TEST(SdistName, the_last_hyphen_parts_name_and_version) {
    const auto sdist = SdistName::parse("Foo-Bar-1.0.tar.gz").value();
    EXPECT_EQ(sdist.project().normalized(), "foo-bar");
    EXPECT_EQ(sdist.version().text(), "1.0");
    EXPECT_EQ(sdist.format(), SdistFormat::tar_gz);
    EXPECT_EQ(SdistName::parse("a-1.zip").value().format(), SdistFormat::zip);
}

TEST(SdistName, a_hyphen_in_the_version_is_found_when_the_project_is_known) {
    const auto sdist = SdistName::parse("x-1.0-1.tar.gz", project("x")).value();
    EXPECT_EQ(sdist.version().text(), "1.0.post1");
    EXPECT_EQ(SdistName::parse("x-1.0-1.tar.gz").value().project().normalized(), "x-1-0");
    EXPECT_EQ(SdistName::parse("x-y-1.0rc-1.tar.gz", project("x_y")).value().version().text(),
              "1.0rc1");
    EXPECT_FALSE(SdistName::parse("x-1.0.tar.gz", project("y")));
}

TEST(SdistName, malformed_names_are_refused) {
    for (const char* bad :
         {"", "x.tar.gz", "x-.tar.gz", "-1.0.tar.gz", "x-foo.tar.gz", "x-1.0.tar.bz2", "x-1.0",
          "x-1.0.TAR.GZ", "x y-1.0.tar.gz", "x_-1.0.tar.gz", "x-1.0\n.tar.gz", "../x-1.0.tar.gz"})
        EXPECT_FALSE(SdistName::parse(bad)) << bad;
    EXPECT_FALSE(SdistName::parse(std::string(SdistName::k_max_bytes, 'x') + "-1.tar.gz"));
}

TEST(SdistName, made_names_have_the_form_of_pep_625) {
    const auto sdist = SdistName::make(project("Zope.Interface"), Version::parse("1.0-1").value());
    EXPECT_EQ(sdist.text(), "zope_interface-1.0.post1.tar.gz");
    EXPECT_EQ(SdistName::parse(sdist.text()).value().version(), sdist.version());
}

}  // namespace spoke::python
