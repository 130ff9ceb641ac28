#include "repositories/publish.hpp"

#include "support/test_repositories.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace spoke::repositories {
namespace {

using catalog::Tier;
using tests::make_sdist;
using tests::make_wheel;
using tests::must;
using tests::project_name;
using tests::TestRepositories;

class PublishTest : public testing::Test {
protected:
    ErrorCode code_of(std::string_view repository, const std::string& file_name, Tier tier) {
        const auto result =
            repositories_.publish(repository, file_name, "bytes of " + file_name, tier);
        return result ? ErrorCode::internal : result.error().code;
    }
    Publication publication(const std::string& file_name) {
        Publication made;
        made.repository = "python";
        made.writer = Writer::factory;
        made.files.push_back(repositories_.stored(file_name, make_wheel(file_name), Tier::rebuilt));
        return made;
    }
    TestRepositories repositories_;
};

TEST_F(PublishTest, each_repository_has_its_writer) {
    EXPECT_EQ(code_of("python", "x-1.0-py3-none-any.whl", Tier::internal), ErrorCode::denied);
    EXPECT_EQ(code_of("python-internal", "x-1.0-py3-none-any.whl", Tier::rebuilt),
              ErrorCode::denied);
    EXPECT_EQ(code_of("python-public", "x-1.0-py3-none-any.whl", Tier::internal),
              ErrorCode::unsupported);
    EXPECT_EQ(code_of("python-all", "x-1.0-py3-none-any.whl", Tier::rebuilt),
              ErrorCode::unsupported);
    EXPECT_EQ(code_of("nowhere", "x-1.0-py3-none-any.whl", Tier::rebuilt), ErrorCode::not_found);
    EXPECT_EQ(code_of("python", "x-1.0-py3-none-any.whl", Tier::upstream), ErrorCode::denied);
}

TEST_F(PublishTest, a_file_name_keeps_its_bytes_for_ever) {
    const std::string name = "x-1.0-1-py3-none-any.whl";
    const auto first = must(repositories_.publish("python", name, "a", Tier::rebuilt)).front();
    EXPECT_TRUE(repositories_.publish("python", name, "a", Tier::rebuilt)) << "the same again";
    const auto other = repositories_.publish("python", name, "b", Tier::rebuilt);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::conflict);
    EXPECT_TRUE(other.error().message.starts_with("File already exists"));
    auto transaction = repositories_.catalog.begin();
    must(catalog::delete_file(transaction, first.id));
    must(transaction.commit());
    EXPECT_EQ(repositories_.publish("python", name, "b", Tier::rebuilt).error().code,
              ErrorCode::conflict);
}

TEST_F(PublishTest, names_must_say_what_the_row_says_in_normalized_form) {
    for (const std::string name : {"X-1.0-py3-none-any.whl", "x-1.0.zip",
                                   "x.y-1.0-py3-none-any.whl", "x-1.00-py3-none-any.whl"})
        EXPECT_EQ(code_of("python-internal", name, Tier::internal), ErrorCode::invalid) << name;
    auto wrong = publication("x-1.0-1-py3-none-any.whl");
    wrong.files.front().row.version = "2.0";
    EXPECT_EQ(publish(repositories_.backends, wrong).error().code, ErrorCode::invalid);
    wrong = publication("x-1.0-1-py3-none-any.whl");
    wrong.files.front().row.project = project_name("y");
    EXPECT_EQ(publish(repositories_.backends, wrong).error().code, ErrorCode::invalid);
}

TEST_F(PublishTest, I2_our_label_is_only_for_what_was_remediated_here) {
    EXPECT_EQ(code_of("python-internal", "flask-2.0.0+spoke.9-py3-none-any.whl", Tier::internal),
              ErrorCode::denied);
    EXPECT_EQ(code_of("python", "flask-2.0.0+spoke.9-py3-none-any.whl", Tier::rebuilt),
              ErrorCode::denied);
    EXPECT_EQ(code_of("python-internal", "flask-2.0.0+spoke-py3-none-any.whl", Tier::internal),
              ErrorCode::denied);
    EXPECT_TRUE(repositories_.publish("python-remediated", "flask-2.0.0+spoke.1-1-py3-none-any.whl",
                                      "fixed", Tier::remediated));
    EXPECT_TRUE(repositories_.publish("python-internal", "flask-2.0.0+local.1-py3-none-any.whl",
                                      "local", Tier::internal));
}

TEST_F(PublishTest, an_upload_claims_its_name_and_a_rebuild_does_not) {
    must(repositories_.publish("python", "x-1.0-1-py3-none-any.whl", "a", Tier::rebuilt));
    must(repositories_.publish("python-internal", "y-1.0-py3-none-any.whl", "b", Tier::internal));
    const auto reader = repositories_.catalog.read();
    EXPECT_FALSE(must(catalog::find_name_claim(reader, "default", project_name("x"))));
    EXPECT_EQ(must(catalog::find_name_claim(reader, "default", project_name("y")))->repository,
              repositories_.id("python-internal"));
}

TEST_F(PublishTest, all_or_nothing) {
    auto made = publication("x-1.0-1-py3-none-any.whl");
    made.files.push_back(repositories_.stored("y-1.0-1-py3-none-any.whl", "y", Tier::rebuilt));
    made.also = [](catalog::Transaction&, const std::vector<catalog::FileRow>& rows) {
        EXPECT_EQ(rows.size(), 2U);
        return Result<void>(fail(ErrorCode::conflict, "the ticket was used before"));
    };
    EXPECT_EQ(publish(repositories_.backends, made).error().message, "the ticket was used before");
    for (const auto name : {"x", "y"})
        EXPECT_EQ(repositories_.page("python", name).outcome, PageOutcome::unknown_project);
    made.also = {};
    EXPECT_EQ(must(publish(repositories_.backends, made)).size(), 2U);
}

TEST_F(PublishTest, a_row_without_its_bytes_is_refused) {
    auto made = publication("x-1.0-1-py3-none-any.whl");
    auto& file = made.files.front();
    file.digests = tests::digests_of("bytes that were never stored");
    file.row.sha256 = file.row.blob = file.digests.sha256;
    file.row.blake2b = file.digests.blake2b;
    file.row.size = file.digests.size;
    EXPECT_EQ(publish(repositories_.backends, made).error().code, ErrorCode::internal);
    made = publication("x-1.0-1-py3-none-any.whl");
    made.files.front().row.blake2b = crypto::blake2b_256("another");
    EXPECT_EQ(publish(repositories_.backends, made).error().code, ErrorCode::internal);
}

TEST_F(PublishTest, an_archived_or_quarantined_project_takes_no_files) {
    must(repositories_.publish("python-internal", "x-1.0-py3-none-any.whl", "a", Tier::internal));
    for (const auto status :
         {catalog::ProjectStatus::archived, catalog::ProjectStatus::quarantined}) {
        auto transaction = repositories_.catalog.begin();
        auto project = *must(catalog::find_project(transaction, repositories_.id("python-internal"),
                                                   project_name("x")));
        project.status = status;
        must(catalog::put_project(transaction, project));
        must(transaction.commit());
        EXPECT_EQ(code_of("python-internal", "x-1.1-py3-none-any.whl", Tier::internal),
                  ErrorCode::denied);
    }
    repositories_.changes.announce({}, "x");
    EXPECT_TRUE(repositories_.body("python-internal", "x").contains("\"files\":[]"))
        << "a quarantined project offers no file";
}

}  // namespace
}  // namespace spoke::repositories
