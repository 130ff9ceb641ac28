#include "python/specifier.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

namespace {

struct Row {
    std::string set;
    std::vector<std::string> inside;
    std::vector<std::string> outside;
};

// PEP 440, "Version specifiers", clause by clause.
const std::vector<Row> k_rows{
    {"~=2.2", {"2.2", "2.2.0", "2.9", "2.2.post1", "2.3+x"}, {"2.1", "3.0", "3.0.dev0", "2.2rc1"}},
    {"~=2.2.0", {"2.2", "2.2.9"}, {"2.3", "2.3.dev1", "2.1"}},
    {"~=1!1.2.3", {"1!1.2.4"}, {"1.2.4", "1!1.3"}},
    {"~=2.2.post3", {"2.2.post3", "2.9"}, {"2.2", "2.2.post2"}},
    {"==1.1", {"1.1", "1.1.0", "1.1+local"}, {"1.1.post1", "1.1a1", "1.1.dev1", "1.1.1"}},
    {"==1.1.post1", {"1.1.post1", "1.1.post1+x"}, {"1.1"}},
    {"==1.1+a.1", {"1.1+a.1", "1.1.0+A-01"}, {"1.1", "1.1+a.2", "1.1+a.1.b"}},
    {"==1.1.*",
     {"1.1", "1.1.9", "1.1a1", "1.1.dev0", "1.1.post1", "1.1+x"},
     {"1.2", "1.2.dev0", "1.10"}},
    {"==1.0.*", {"1", "1.0", "1.0.5"}, {"1.1", "0.9"}},
    {"!=1.1", {"1.0", "1.1.post1", "1.1rc1"}, {"1.1", "1.1+x", "1.1.0"}},
    {"!=1.1+x", {"1.1", "1.1+y"}, {"1.1+x"}},
    {"!=1.1.*", {"1.0", "1.2.dev0"}, {"1.1", "1.1.post1", "1.1.dev0"}},
    {"<=1.1", {"1.1", "1.1+x", "1.1rc1", "0"}, {"1.1.post1", "1.1.1"}},
    {">=1.1", {"1.1", "1.1+x", "1.1.post1", "2"}, {"1.1rc1", "1.1.dev0"}},
    {"<1.1", {"1.0", "1.0.post1", "1.0.9"}, {"1.1", "1.1rc1", "1.1.dev0", "1.1+x"}},
    {"<1.1rc1", {"1.1b1", "1.1.dev0", "1.1rc1.dev3"}, {"1.1rc1", "1.1"}},
    {"<1.1.post1", {"1.1", "1.1rc1", "1.1.post0"}, {"1.1.post1.dev3", "1.1.post1"}},
    {">1.1", {"1.1.1", "1.2.dev0"}, {"1.1", "1.1.post1", "1.1+x", "1.1.post1+x"}},
    {">1.1.post1", {"1.1.post2", "1.1.post2.dev0"}, {"1.1.post1", "1.1.post1+x"}},
    {">1.1rc1", {"1.1rc2", "1.1"}, {"1.1rc1.post3", "1.1rc1+x"}},
    {">1.1.dev1", {"1.1.dev2", "1.1a1"}, {"1.1.dev1+x", "1.1.dev1"}},
    {"<0", {}, {"0", "0.dev0"}},
    {"===1.1", {"1.1"}, {"1.1.0", "1.1+x"}},
    {">=1,<2,!=1.5.*", {"1", "1.4.9", "1.6"}, {"0.9", "1.5.3", "2.0", "2.0rc1"}},
    {"", {"1.0", "1.0a1"}, {}},
    {" , ,", {"1.0"}, {}},
};

SpecifierSet set_of(std::string_view text) {
    auto set = SpecifierSet::parse(text);
    EXPECT_TRUE(set) << text;
    return set ? *set : SpecifierSet();
}

Version version_of(std::string_view text) {
    return Version::parse(text).value();
}

std::vector<std::string> filtered(std::string_view set, const std::vector<std::string>& texts,
                                  Prereleases prereleases) {
    std::vector<Version> versions;
    for (const auto& text : texts) versions.push_back(version_of(text));
    std::vector<std::string> out;
    for (const auto& version : set_of(set).filter(versions, prereleases))
        out.push_back(version.text());
    return out;
}

}  // namespace

TEST(Specifier, clauses_contain_what_pep_440_says) {
    for (const auto& [text, inside, outside] : k_rows) {
        for (const auto& version : inside)
            EXPECT_TRUE(set_of(text).contains(version_of(version))) << text << " " << version;
        for (const auto& version : outside)
            EXPECT_FALSE(set_of(text).contains(version_of(version))) << text << " " << version;
    }
}

TEST(Specifier, unequal_is_the_opposite_of_equal) {
    for (const char* clause : {"1.0", "1.0+x", "1.0.*", "1.0a1", "1!1.0.post1"}) {
        for (const auto& row : k_rows) {
            for (const auto& text : row.outside)
                EXPECT_NE(set_of(std::string("==") + clause).contains(version_of(text)),
                          set_of(std::string("!=") + clause).contains(version_of(text)));
        }
    }
}

TEST(Specifier, refusing_prereleases_leaves_the_final_ones) {
    EXPECT_FALSE(set_of(">=1.0").contains(version_of("2.0rc1"), Prereleases::refuse));
    EXPECT_FALSE(set_of(">=1.0rc1").contains(version_of("1.0rc1"), Prereleases::refuse));
    EXPECT_TRUE(set_of(">=1.0").contains(version_of("2.0rc1"), Prereleases::automatic));
    EXPECT_TRUE(set_of(">=1.0").contains(version_of("2.0.post1"), Prereleases::refuse));
}

TEST(Specifier, filter_takes_prereleases_only_where_asked_or_nothing_else_fits) {
    const std::vector<std::string> all{"1.0", "1.1rc1", "1.1", "2.0a1"};
    EXPECT_EQ(filtered(">=1.0", all, Prereleases::automatic),
              (std::vector<std::string>{"1.0", "1.1"}));
    EXPECT_EQ(filtered(">1.1", all, Prereleases::automatic), (std::vector<std::string>{"2.0a1"}));
    EXPECT_EQ(filtered(">=1.0,>=0.9a1", all, Prereleases::automatic), all);
    EXPECT_EQ(filtered("!=1.0a1", all, Prereleases::automatic),
              (std::vector<std::string>{"1.0", "1.1"}));
    EXPECT_EQ(filtered(">=1.0", all, Prereleases::allow), all);
    EXPECT_EQ(filtered(">1.1", all, Prereleases::refuse), std::vector<std::string>{});
    EXPECT_EQ(filtered("", all, Prereleases::automatic), (std::vector<std::string>{"1.0", "1.1"}));
}

TEST(Specifier, only_arbitrary_equality_knows_legacy_versions) {
    EXPECT_TRUE(set_of("===1.0-SNAPSHOT").contains_text("1.0-snapshot"));
    EXPECT_FALSE(set_of("===1.0").contains_text("1.0.0"));
    EXPECT_FALSE(set_of(">=0").contains_text("1.0-SNAPSHOT"));
    EXPECT_TRUE(set_of("").contains_text("1.0-SNAPSHOT"));
    EXPECT_TRUE(set_of(">=1").contains_text("v1.0"));
}

TEST(Specifier, malformed_clauses_are_refused) {
    for (const char* bad : {"1.0", "=1.0", "=>1.0", "~=1", "~=1.0.*", ">=1.0.*", ">=1.0+x",
                            "==1.0a1.*", "==1.*.0", "==1.0.*+x", "==", "~=", "== =1", "=== a b",
                            "===a;b", ">=1.0 <2", ">=1.0;<2", "<>1.0", "~~1"})
        EXPECT_FALSE(SpecifierSet::parse(bad)) << bad;
    EXPECT_FALSE(SpecifierSet::parse(std::string(SpecifierSet::k_max_bytes + 1, ',')));
}

TEST(Specifier, text_is_sorted_and_without_repetitions) {
    EXPECT_EQ(set_of(" >= 1.0 , !=1.5,!=1.5.0").text(), "!=1.5,>=1.0");
    EXPECT_EQ(set_of(">=1.0,<2").canonical_text(), set_of("<2.0.0 , >=1").canonical_text());
    EXPECT_NE(set_of("~=1.0").canonical_text(), set_of("~=1.0.0").canonical_text());
    EXPECT_EQ(set_of("").text(), "");
}

TEST(Specifier, text_parses_to_the_same_set) {
    for (const auto& row : k_rows)
        EXPECT_EQ(set_of(set_of(row.set).text()).text(), set_of(row.set).text());
}

}  // namespace spoke::python
