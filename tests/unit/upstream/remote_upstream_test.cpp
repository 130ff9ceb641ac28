#include "upstream/remote_upstream.hpp"

#include "support/fake_upstream.hpp"
#include "upstream/fetcher.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

namespace spoke::upstream {
namespace {

using tests::FakeUpstream;
using tests::must;
using tests::project_name;

/// A fetcher on a thread of its own, and its client.
class RemoteUpstreamTest : public testing::Test {
protected:
    void SetUp() override {
        auto [ours, theirs] = must(base::Channel::make_pair());
        fetcher_ = std::thread([this, channel = std::move(theirs)]() mutable {
            EXPECT_TRUE(serve_fetcher(std::move(channel), upstream_));
        });
        client_ = std::make_unique<RemoteUpstream>(std::move(ours), std::chrono::seconds(10));
    }
    void TearDown() override {
        client_.reset();
        fetcher_.join();
    }
    FakeUpstream upstream_;
    std::unique_ptr<RemoteUpstream> client_;
    std::thread fetcher_;
};

TEST_F(RemoteUpstreamTest, what_the_fetcher_has_comes_through_unchanged) {
    auto file = upstream_.add("flask-2.0.0-py3-none-any.whl", "bytes");
    file.requires_python = ">=3.6";
    file.yanked = "";
    file.metadata_sha256 = crypto::sha256("metadata");
    upstream_.change(file);
    const auto project = must(client_->load_project(project_name("Flask")));
    ASSERT_TRUE(project);
    ASSERT_EQ(project->files.size(), 1U);
    EXPECT_EQ(project->files[0], file);
    EXPECT_EQ(must(client_->list_projects()), std::vector<std::string>{"flask"});
    auto opened = must(client_->open_file(project_name("flask"), file.file_name));
    ASSERT_TRUE(opened);
    EXPECT_EQ(must(base::read_all(opened->get(), 100)), "bytes");
}

TEST_F(RemoteUpstreamTest, absence_and_trouble_stay_apart) {
    EXPECT_FALSE(must(client_->load_project(project_name("ghost"))));
    upstream_.is_down = true;
    EXPECT_EQ(client_->load_project(project_name("ghost")).error().code, ErrorCode::unavailable);
    EXPECT_EQ(client_->open_file(project_name("x"), "x-1.tar.gz").error().code,
              ErrorCode::unavailable);
    EXPECT_EQ(client_->list_projects().error().code, ErrorCode::unavailable);
}

TEST_F(RemoteUpstreamTest, a_bad_file_name_is_refused_by_the_fetcher) {
    EXPECT_EQ(client_->open_file(project_name("x"), "../../etc/passwd").error().code,
              ErrorCode::unavailable);
    EXPECT_EQ(upstream_.files_asked, 0);
}

/// A fetcher that was taken over answers what it likes.
Result<std::optional<UpstreamProject>> ask_liar(const std::string& answer) {
    auto [ours, theirs] = must(base::Channel::make_pair());
    std::thread liar([channel = std::move(theirs), answer]() mutable {
        auto question = channel.receive(base::Deadline::after(std::chrono::seconds(10)));
        if (question && *question)
            static_cast<void>(channel.send(base::FrameKind::answer, (*question)->call, answer, {}));
    });
    RemoteUpstream client(std::move(ours), std::chrono::seconds(10));
    auto result = client.load_project(project_name("flask"));
    liar.join();
    return result;
}

TEST(RemoteUpstream, a_fetchers_lies_are_trouble_and_never_absence) {
    const std::string head =
        R"({"found":true,"files":[{"kind":"sdist","digest_origin":"computed",)"
        R"("upload_time_origin":"page","requires_python":"","version":"1.0","file_name":")";
    EXPECT_TRUE(ask_liar(head + R"(flask-1.0.tar.gz"}]})"));
    for (const std::string& answer :
         {head + R"(../x-1.0.tar.gz"}]})", head + R"(django-1.0.tar.gz"}]})",
          head + R"(flask-2.0.tar.gz"}]})", head + R"(flask-1.0.tar.gz","size":-1}]})",
          head + R"(flask-1.0.tar.gz","sha256":"AB"}]})", std::string(R"({"found":true})"),
          std::string("{}"), std::string("no json"), std::string(R"({"found":"yes"})")}) {
        const auto result = ask_liar(answer);
        ASSERT_FALSE(result) << answer;
        EXPECT_EQ(result.error().code, ErrorCode::unavailable) << answer;
    }
}

TEST(RemoteUpstream, a_dead_fetcher_is_unavailable) {
    auto pair = must(base::Channel::make_pair());
    RemoteUpstream client(std::move(pair.first), std::chrono::seconds(10));
    pair.second.shut_down();
    EXPECT_EQ(client.load_project(project_name("flask")).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace spoke::upstream
