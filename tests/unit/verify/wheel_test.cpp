#include "verify/wheel.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "made_environment.hpp"

namespace spoke::verify {
namespace {

using tests::MadeEnvironment;
using tests::must;
using tests::outcome_of;
using tests::plain_package;
using tests::problems_of;

struct Wheel : testing::Test {
    MadeEnvironment made;

    Report verify(const std::filesystem::path& path) {
        return must(verify_path(path, made.options()));
    }
};

}  // namespace

TEST_F(Wheel, a_signed_wheel_is_verified) {
    const auto report = verify(made.make_wheel(plain_package("flaskx")));
    ASSERT_EQ(report.items.size(), 1U);
    EXPECT_EQ(report.items[0].integrity, Integrity::intact)
        << problems_of(report.items[0].findings);
    EXPECT_EQ(report.items[0].name, "flaskx");
    EXPECT_EQ(outcome_of(report), Outcome::met);
}

TEST_F(Wheel, members_that_nobody_signed_are_extra) {
    const auto report =
        verify(made.make_wheel(plain_package("flaskx"), {{"evil.pth", "import os"}}));
    EXPECT_EQ(report.items[0].integrity, Integrity::modified);
    EXPECT_EQ(report.items[0].files.extra, std::vector<std::string>{"evil.pth"});
    EXPECT_EQ(problems_of(report.items[0].findings), "record_extra@evil.pth");
    EXPECT_EQ(outcome_of(report), Outcome::tampered);
}

TEST_F(Wheel, V6_a_renamed_wheel_is_invalid) {
    const auto path = made.make_wheel(plain_package("flaskx"));
    for (const std::string name :
         {"flaskx-1.0-2-py3-none-any.whl", "flaskx-1.0-py3-none-any.whl",
          "flaskx-1.0+spoke.1-1-py3-none-any.whl", "otherx-1.0-1-py3-none-any.whl"}) {
        const auto renamed = made.folder() / name;
        std::filesystem::copy_file(path, renamed);
        EXPECT_EQ(outcome_of(verify(renamed)), Outcome::tampered) << name;
    }
}

TEST_F(Wheel, V8_without_trust_nothing_is_verified) {
    auto options = made.options();
    options.trust.reset();
    const auto report = must(verify_path(made.make_wheel(plain_package("flaskx")), options));
    EXPECT_EQ(report.verified_count(), 0U);
    EXPECT_EQ(outcome_of(report), Outcome::trust_missing);
}

TEST_F(Wheel, bytes_that_are_no_wheel_make_the_result_partial) {
    const auto path = made.folder() / "flaskx-1.0-1-py3-none-any.whl";
    must(base::write_file_atomically(path, "not a zip"));
    const auto report = verify(path);
    EXPECT_EQ(report.unreadable.size(), 1U);
    EXPECT_EQ(report.verified_count(), 0U);
    EXPECT_EQ(outcome_of(report), Outcome::partial);
}

}  // namespace spoke::verify
