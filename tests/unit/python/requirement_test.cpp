#include "python/requirement.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

namespace {

Requirement requirement_of(std::string_view text) {
    auto requirement = Requirement::parse(text);
    EXPECT_TRUE(requirement) << text << ": " << (requirement ? "" : requirement.error().message);
    return requirement ? *requirement : Requirement::parse("x").value();
}

}  // namespace

TEST(Requirement, parts_are_read) {
    const auto requirement =
        requirement_of("Requests [socks, use_chardet]>=2.8.1,==2.8.* ; python_version<'3'");
    EXPECT_EQ(requirement.name.written(), "Requests");
    EXPECT_EQ(requirement.extras, (std::vector<std::string>{"socks", "use_chardet"}));
    EXPECT_EQ(requirement.specifiers.text(), "==2.8.*,>=2.8.1");
    EXPECT_FALSE(requirement.url);
    EXPECT_EQ(requirement.marker.value().text(), "python_version < \"3\"");
    EXPECT_EQ(requirement.text(),
              "Requests[socks,use_chardet]==2.8.*,>=2.8.1; python_version < \"3\"");
}

TEST(Requirement, urls_are_read) {
    const auto requirement = requirement_of("pip @ https://h/pip.zip#sha1=da9 ; os_name=='a'");
    EXPECT_EQ(requirement.url, "https://h/pip.zip#sha1=da9");
    EXPECT_TRUE(requirement.specifiers.empty());
    EXPECT_EQ(requirement.text(), "pip @ https://h/pip.zip#sha1=da9 ; os_name == \"a\"");
    EXPECT_EQ(requirement_of("pip@file:///x;y").url, "file:///x;y");
}

TEST(Requirement, text_parses_to_itself) {
    for (const char* text :
         {"a", "A.b-c_d", "a[]", "a ()", "a(>=1)", "a>=1,", "a [x] (<2,>1) ; extra=='Y'", "a===foo",
          "a ===1.0,>=2", "a~=1.0rc1", "a @ ./x", "a<2;python_version>'3'"}) {
        const auto once = requirement_of(text);
        EXPECT_EQ(requirement_of(once.text()).text(), once.text());
        EXPECT_EQ(requirement_of(once.text()).canonical_text(), once.canonical_text());
    }
}

TEST(Requirement, canonical_text_is_equal_for_what_means_the_same) {
    EXPECT_EQ(requirement_of("A_b[X.y]>=1.0,<2").canonical_text(),
              requirement_of("a-B [x_Y] (<2.0, >=1)").canonical_text());
    EXPECT_NE(requirement_of("a>=1").canonical_text(), requirement_of("a>1").canonical_text());
    EXPECT_NE(requirement_of("a").canonical_text(),
              requirement_of("a; os_name=='x'").canonical_text());
}

TEST(Requirement, malformed_ones_are_refused) {
    for (const char* bad : {"",
                            " ",
                            "-a",
                            "a b",
                            "a>",
                            "a 1.0",
                            "a[x",
                            "a[x y]",
                            "a[,x]",
                            "a[x,]",
                            "a(>=1",
                            "a>=1)",
                            "a;",
                            "a;b",
                            "a @",
                            "a @ ",
                            "a @ u;v w",
                            "a>=1.*",
                            "a>=1+x",
                            "a==1 2",
                            "a,>=1",
                            "a>=1;os_name=='x' b",
                            "a\n",
                            "a_",
                            "a[x]extra",
                            "a>=1[x]",
                            "https://h/x.whl",
                            "./x",
                            "a=1",
                            "na\xC3\xAFve"})
        EXPECT_FALSE(Requirement::parse(bad)) << bad;
    EXPECT_FALSE(Requirement::parse("a;" + std::string(Requirement::k_max_bytes, ' ')));
}

TEST(Requirement, errors_say_what_was_expected_and_where) {
    const auto requirement = Requirement::parse("flask >=2 <3");
    ASSERT_FALSE(requirement);
    EXPECT_NE(requirement.error().message.find("at byte 11 of 'flask >=2 <3'"), std::string::npos)
        << requirement.error().message;
}

}  // namespace spoke::python
