#include "factory/queue/requests.hpp"

#include <gtest/gtest.h>

#include "support/test_catalog.hpp"

namespace spoke::factory {
namespace {

catalog::FileRow row(std::string_view version, catalog::FileKind kind = catalog::FileKind::sdist) {
    auto made = tests::wheel_row({}, "x", version, std::string("bytes of ") + std::string(version));
    made.kind = kind;
    return made;
}

python::SpecifierSet versions(std::string_view text) {
    return tests::must(python::SpecifierSet::parse(text));
}

TEST(Requests, a_name_or_one_version_can_be_requested) {
    const auto reason = catalog::RequestReason::person;
    EXPECT_TRUE(tests::must(parse_request("Flask", reason)).versions.empty());
    const auto pinned = tests::must(parse_request("flask == 2.0.0", reason));
    EXPECT_EQ(pinned.versions.text(), "==2.0.0");
    EXPECT_EQ(pinned.written, "flask == 2.0.0");
    for (const auto* text : {"flask>=2", "flask==2.*", "flask[async]", "flask @ file:///x",
                             "flask==2.0.0; python_version > '3'", "flask==1,==2", "", "-r x"})
        EXPECT_FALSE(parse_request(text, reason)) << text;
}

TEST(Requests, the_highest_version_with_an_sdist_is_taken) {
    const std::vector<catalog::FileRow> files = {row("1.0"), row("1.10"), row("1.9"), row("2.0rc1"),
                                                 row("3.0", catalog::FileKind::wheel)};
    EXPECT_EQ(highest_with_sdist(files, {}), "1.10");
    EXPECT_EQ(highest_with_sdist(files, versions("<1.10")), "1.9");
    EXPECT_EQ(highest_with_sdist(files, versions(">=2.0rc1")), "2.0rc1");
    EXPECT_EQ(highest_with_sdist(files, versions("==3.0")), std::nullopt);
}

TEST(Requests, a_yanked_version_is_taken_only_when_it_is_named) {
    auto yanked = row("2.0");
    yanked.yanked = catalog::Yank{"broken"};
    const std::vector<catalog::FileRow> files = {row("1.0"), yanked};
    EXPECT_EQ(highest_with_sdist(files, {}), "1.0");
    EXPECT_EQ(highest_with_sdist(files, versions(">=1")), "1.0");
    EXPECT_EQ(highest_with_sdist(files, versions("==2.0")), "2.0");
}

}  // namespace
}  // namespace spoke::factory
