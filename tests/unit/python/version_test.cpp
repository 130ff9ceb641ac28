#include "python/version.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

namespace {

Version version_of(std::string_view text) {
    auto version = Version::parse(text);
    EXPECT_TRUE(version) << text;
    return version ? *version : Version::parse("0").value();
}

// Each before the next one; texts in one row are equal.
const std::vector<std::vector<std::string>> k_ordered{
    {"0.dev0", "0.0.dev0"},
    {"0"},
    {"1.dev0", "1.0.dev", "v1.0.0-dev00"},
    {"1.0.dev456"},
    {"1.0a0.dev1"},
    {"1.0a1", "1.0-alpha.1", "1a1", "1.0.A_1"},
    {"1.0a2.dev456"},
    {"1.0a12.dev456"},
    {"1.0a12"},
    {"1.0b1.dev456"},
    {"1.0b2", "1.0beta2", "1.0.beta-2"},
    {"1.0b2.post345.dev456"},
    {"1.0b2.post345", "1.0b2-345"},
    {"1.0rc1.dev456"},
    {"1.0rc1", "1.0c1", "1.0pre1", "1.0preview1", "1.0-RC.1"},
    {"1.0", "1", "1.0.0", "v1.0", "01.00", " 1.0\n"},
    {"1.0+abc.5"},
    {"1.0+abc.7"},
    {"1.0+abc.7.1"},
    {"1.0+5", "1.0+05"},
    {"1.0+5.abc"},
    {"1.0+5.7"},
    {"1.0+10"},
    {"1.0.post456.dev34"},
    {"1.0.post456", "1.0-456", "1.0r456", "1.0.rev-456"},
    {"1.0.1"},
    {"1.0.15"},
    {"1.1.dev1"},
    {"1.1"},
    {"1.10"},
    {"2.0.0"},
    {"2.0.0+spoke.1"},
    {"2.0.0+spoke.2"},
    {"2.0.0+spoke.10"},
    {"2.0.0.post1"},
    {"2.0.1"},
    {"238"},
    {"239"},
    {"240"},
    {"2024.1.1"},
    {"20240101123456789012345"},
    {"1!0.dev1"},
    {"1!1.0"},
    {"2!0"},
};

}  // namespace

TEST(Version, order_is_that_of_pep_440_for_every_pair) {
    for (std::size_t i = 0; i < k_ordered.size(); ++i)
        for (std::size_t j = 0; j < k_ordered.size(); ++j)
            for (const auto& left : k_ordered[i])
                for (const auto& right : k_ordered[j])
                    EXPECT_EQ(version_of(left) <=> version_of(right), i <=> j)
                        << left << " against " << right;
}

TEST(Version, equal_versions_have_one_canonical_text_and_one_key) {
    for (const auto& row : k_ordered) {
        for (const auto& text : row) {
            EXPECT_EQ(version_of(text).canonical_text(), version_of(row[0]).canonical_text());
            EXPECT_EQ(version_of(text).key(), version_of(row[0]).key());
        }
    }
}

TEST(Version, normalizing_twice_changes_nothing) {
    for (const auto& row : k_ordered) {
        for (const auto& text : row) {
            const Version once = version_of(text);
            EXPECT_EQ(version_of(once.text()).text(), once.text());
            EXPECT_EQ(version_of(once.text()), once);
            EXPECT_EQ(version_of(once.canonical_text()), once);
        }
    }
}

TEST(Version, alternate_spellings_are_normalized) {
    const std::pair<const char*, const char*> rows[] = {{"v1.0", "1.0"},
                                                        {"1.0-1", "1.0.post1"},
                                                        {"1.0ALPHA", "1.0a0"},
                                                        {"1.0-r-2", "1.0.post2"},
                                                        {"1.0.pre_3", "1.0rc3"},
                                                        {"1.0a.post", "1.0a0.post0"},
                                                        {"01!02.003", "1!2.3"},
                                                        {"1.0+UBUNTU-1_2", "1.0+ubuntu.1.2"},
                                                        {"1.0a-", "1.0a0"},
                                                        {"1.0dev-", "1.0.dev0"},
                                                        {"1.0.0", "1.0.0"},
                                                        {"1.0+01.0a", "1.0+1.0a"},
                                                        {"\xC2\xA0"
                                                         "1.0 ",
                                                         "1.0"},
                                                        {"1.0rc1-2.dev3+x", "1.0rc1.post2.dev3+x"}};
    for (const auto& [written, normalized] : rows)
        EXPECT_EQ(version_of(written).text(), normalized);
}

TEST(Version, what_pep_440_does_not_know_is_refused) {
    for (const char* bad : {"",         " ",    "v",         "foo",          "1.",
                            ".1",       "1..0", "1.0+",      "1.0+-a",       "1.0+a+b",
                            "1.0+a..b", "1.0-", "1.0-a1--",  "1.0a1b1",      "1!",
                            "!1",       "1!!2", "1.0 1",     "1.0-SNAPSHOT", "1.0.*",
                            "1.0-1-1",  "vv1",  "1.0dev1a1", "\xD9\xA1.0",   "1.0po\xC5\xBFt1",
                            "1.0\x1b"})
        EXPECT_FALSE(Version::parse(bad)) << bad;
    EXPECT_FALSE(Version::parse(std::string("1.0\0", 4)));
    EXPECT_FALSE(Version::parse(std::string(Version::k_max_bytes + 1, '1')));
    EXPECT_TRUE(Version::parse(std::string(Version::k_max_bytes, '1')));
}

TEST(Version, parts_are_read) {
    const Version version = version_of("1!2.0.0rc3.post4.dev5+Ubuntu.6");
    EXPECT_EQ(version.epoch(), Number(1));
    EXPECT_EQ(version.release(), (std::vector{Number(2), Number(0), Number(0)}));
    EXPECT_EQ(version.pre(), (PreRelease{PreKind::candidate, Number(3)}));
    EXPECT_EQ(version.post(), Number(4));
    EXPECT_EQ(version.dev(), Number(5));
    EXPECT_EQ(version.local_text(), "ubuntu.6");
    EXPECT_EQ(version.public_text(), "1!2.0.0rc3.post4.dev5");
    EXPECT_EQ(version.base_text(), "1!2.0.0");
    EXPECT_EQ(version.canonical_text(), "1!2rc3.post4.dev5+ubuntu.6");
    EXPECT_EQ(version.public_version().text(), version.public_text());
    EXPECT_EQ(version.base_version().text(), version.base_text());
    EXPECT_TRUE(version.is_prerelease() && version.is_postrelease() && version.is_local());
    EXPECT_FALSE(version_of("1.0.post1").is_prerelease());
    EXPECT_TRUE(version_of("1.0.dev1").is_prerelease());
}

TEST(Version, from_parts_is_the_inverse_of_parts) {
    for (const auto& row : k_ordered)
        for (const auto& text : row)
            EXPECT_EQ(Version::from_parts(version_of(text).parts()).text(),
                      version_of(text).text());
}

TEST(Version, key_of_a_version_begins_the_keys_of_its_local_versions) {
    for (const auto& row : k_ordered) {
        const Version version = version_of(row[0]);
        const std::string key = version.public_version().key();
        EXPECT_TRUE(version.key().starts_with(key)) << row[0];
        for (const auto& other : k_ordered) {
            const Version another = version_of(other[0]);
            EXPECT_EQ(another.key().starts_with(key),
                      another.public_version() == version.public_version())
                << row[0] << " " << other[0];
        }
    }
}

TEST(Version, legacy_versions_sort_below_valid_ones) {
    EXPECT_TRUE(version_text_less("1.0-SNAPSHOT", "0.1"));
    EXPECT_TRUE(version_text_less("zzz", "0.dev0"));
    EXPECT_FALSE(version_text_less("0.1", "1.0-SNAPSHOT"));
    EXPECT_TRUE(version_text_less("1.0-RELEASE", "1.0-SNAPSHOT"));
    EXPECT_TRUE(version_text_less("1.9", "1.10"));
    EXPECT_FALSE(version_text_less("1.0", "1.0"));
    EXPECT_NE(version_text_less("1.0", "1.0.0"), version_text_less("1.0.0", "1.0"));
}

}  // namespace spoke::python
