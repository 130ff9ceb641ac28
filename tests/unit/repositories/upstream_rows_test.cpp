#include "repositories/upstream_rows.hpp"

#include "support/fake_upstream.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::repositories {
namespace {

using tests::must;
using tests::project_name;

class UpstreamRowsTest : public testing::Test {
protected:
    UpstreamRows compare(const std::vector<catalog::FileRow>& old) {
        return rows_of_upstream(repository_, *must(upstream_.load_project(project_name("x"))), old,
                                clock_.now());
    }
    tests::ManualClock clock_;
    tests::CountingRandom random_;
    base::Id repository_ = base::Id::make(clock_, random_);
    tests::FakeUpstream upstream_;
};

TEST_F(UpstreamRowsTest, the_label_is_known_in_each_spelling) {
    for (const std::string text : {"1.0+spoke.1", "1.0+SPOKE-1", "1.0+spoke_9", "1.0+spoke",
                                   "1!2.0rc1+spoke.0.x", "1.0+spokeshave"})
        EXPECT_TRUE(has_spoke_label(text)) << text;
    for (const std::string text : {"1.0", "1.0+local.spoke", "1.0+1.spoke", "spoke", ""})
        EXPECT_FALSE(has_spoke_label(text)) << text;
}

TEST_F(UpstreamRowsTest, a_second_look_at_the_same_page_writes_nothing) {
    upstream_.add("x-1.0-py3-none-any.whl", "a");
    upstream_.add("x-1.0.tar.gz", "b");
    const auto first = compare({});
    EXPECT_EQ(first.written.size(), 2U);
    EXPECT_EQ(first.listed, (std::vector<std::string>{"x-1.0-py3-none-any.whl", "x-1.0.tar.gz"}));
    const auto second = compare(first.written);
    EXPECT_TRUE(second.written.empty());
    EXPECT_TRUE(second.reannounced.empty());
    EXPECT_EQ(second.listed, first.listed);
}

TEST_F(UpstreamRowsTest, yanking_and_its_withdrawal_come_through) {
    auto file = upstream_.add("x-1.0.tar.gz", "a");
    const auto plain = compare({});
    file.yanked = "";
    upstream_.change(file);
    const auto yanked = compare(plain.written);
    ASSERT_EQ(yanked.written.size(), 1U);
    EXPECT_TRUE(yanked.written[0].yanked);
    file.yanked.reset();
    upstream_.change(file);
    EXPECT_FALSE(compare(yanked.written).written.at(0).yanked);
}

TEST_F(UpstreamRowsTest, files_without_a_digest_or_of_another_kind_get_no_row) {
    auto file = upstream_.add("x-1.0.tar.gz", "a");
    file.sha256.reset();
    file.blake2b.reset();
    upstream_.change(file);
    auto other = upstream_.add("x-1.1.tar.gz", "b");
    other.kind = python::FileKind::other;
    upstream_.change(other);
    const auto rows = compare({});
    EXPECT_TRUE(rows.written.empty());
    EXPECT_TRUE(rows.listed.empty());
    EXPECT_EQ(rows.findings.size(), 2U);
}

TEST_F(UpstreamRowsTest, only_an_announced_sha256_gives_the_other_link_shape) {
    auto file = upstream_.add("x-1.0.tar.gz", "a");
    file.blake2b.reset();
    upstream_.change(file);
    EXPECT_EQ(compare({}).written.at(0).link_shape, catalog::LinkShape::sha256);
}

}  // namespace
}  // namespace spoke::repositories
