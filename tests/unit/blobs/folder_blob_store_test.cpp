#include "blobs/folder_blob_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "support/fast_folder.hpp"
#include "support/must.hpp"

namespace spoke::blobs {
namespace {

using tests::must;

class FolderBlobStoreTest : public ::testing::Test {
protected:
    std::size_t count_files() const {
        std::size_t count = 0;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(folder_.path() / "blobs"))
            if (entry.is_regular_file()) ++count;
        return count;
    }
    std::string load(const crypto::Sha256Digest& digest) {
        return must(load_bytes(*store_, digest, 1'000'000));
    }
    static base::Moment in_an_hour() { return base::SystemClock().now() + std::chrono::hours(1); }

    base::TemporaryFolder folder_ = must(tests::make_fast_folder("spoke-blobs"));
    std::unique_ptr<FolderBlobStore> store_ = must(FolderBlobStore::open(folder_.path() / "blobs"));
};

const auto k_nothing_is_named = [](const crypto::Sha256Digest&) -> Result<bool> {
    return false;
};

TEST_F(FolderBlobStoreTest, what_is_written_in_pieces_is_found_by_its_digest) {
    auto writer = must(store_->writer());
    must(writer->write("hello "));
    must(writer->write(""));
    must(writer->write("world"));
    EXPECT_EQ(writer->size(), 11U);
    const auto stored = must(writer->commit());
    EXPECT_EQ(stored.digests.sha256, crypto::sha256("hello world"));
    EXPECT_EQ(stored.digests.blake2b, crypto::blake2b_256("hello world"));
    EXPECT_EQ(stored.digests.size, 11U);
    EXPECT_EQ(load(stored.digests.sha256), "hello world");
    EXPECT_TRUE(must(store_->contains(stored.digests.sha256)));
    EXPECT_EQ(must(store_->open(stored.digests.sha256)).size, 11U);
}

TEST_F(FolderBlobStoreTest, an_empty_blob_is_a_blob) {
    const auto stored = must(store_bytes(*store_, ""));
    EXPECT_EQ(load(stored.digests.sha256), "");
}

TEST_F(FolderBlobStoreTest, the_same_bytes_are_kept_once) {
    const auto first = must(store_bytes(*store_, "same"));
    const auto second = must(store_bytes(*store_, "same"));
    EXPECT_EQ(first.digests, second.digests);
    EXPECT_EQ(count_files(), 1U);
}

TEST_F(FolderBlobStoreTest, a_writer_that_does_not_commit_leaves_nothing) {
    {
        auto writer = must(store_->writer());
        must(writer->write("half"));
        EXPECT_EQ(count_files(), 1U);
    }
    EXPECT_EQ(count_files(), 0U);
}

TEST_F(FolderBlobStoreTest, bytes_of_another_digest_than_announced_are_corrupt_and_not_kept) {
    {
        auto writer = must(store_->writer());
        must(writer->write("other bytes"));
        const auto stored = writer->commit_as(crypto::sha256("announced"));
        ASSERT_FALSE(stored);
        EXPECT_EQ(stored.error().code, ErrorCode::corrupt);
        EXPECT_NE(stored.error().message.find(crypto::sha256("announced").hex()),
                  std::string::npos);
    }
    EXPECT_EQ(count_files(), 0U);
}

TEST_F(FolderBlobStoreTest, a_writer_ends_once) {
    auto writer = must(store_->writer());
    must(writer->commit());
    EXPECT_FALSE(writer->commit());
    EXPECT_FALSE(writer->write("more"));
}

TEST_F(FolderBlobStoreTest, what_is_not_there_is_not_found) {
    const auto digest = crypto::sha256("nowhere");
    EXPECT_EQ(store_->open(digest).error().code, ErrorCode::not_found);
    EXPECT_FALSE(must(store_->contains(digest)));
    EXPECT_EQ(store_->check(digest).error().code, ErrorCode::not_found);
}

TEST_F(FolderBlobStoreTest, bytes_that_changed_on_the_disk_are_corrupt) {
    const auto stored = must(store_bytes(*store_, "genuine"));
    const auto path = store_->path_of(stored.digests.sha256);
    must(store_->check(stored.digests.sha256));
    std::filesystem::remove(path);
    std::ofstream(path) << "changed";
    EXPECT_EQ(store_->check(stored.digests.sha256).error().code, ErrorCode::corrupt);
}

TEST_F(FolderBlobStoreTest, a_link_in_the_place_of_a_blob_is_not_followed) {
    const auto digest = crypto::sha256("linked");
    std::ofstream(folder_.path() / "secret") << "secret";
    std::filesystem::create_symlink(folder_.path() / "secret", store_->path_of(digest));
    EXPECT_FALSE(store_->open(digest));
    const auto stored = must(store_bytes(*store_, "linked"));
    EXPECT_EQ(load(stored.digests.sha256), "linked");
    EXPECT_EQ(std::filesystem::file_size(folder_.path() / "secret"), 6U);
}

TEST_F(FolderBlobStoreTest, the_folder_and_the_blobs_are_for_their_owner_alone) {
    const auto stored = must(store_bytes(*store_, "private"));
    struct stat facts{};
    ASSERT_EQ(::stat((folder_.path() / "blobs").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat(store_->path_of(stored.digests.sha256).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0400U);
}

TEST_F(FolderBlobStoreTest, a_link_in_the_place_of_the_folder_is_refused) {
    std::filesystem::create_directory(folder_.path() / "elsewhere");
    std::filesystem::create_directory_symlink(folder_.path() / "elsewhere",
                                              folder_.path() / "linked");
    EXPECT_EQ(FolderBlobStore::open(folder_.path() / "linked").error().code, ErrorCode::denied);
}

TEST_F(FolderBlobStoreTest,
       a_commit_syncs_the_file_before_its_name_and_the_name_before_it_returns) {
    std::vector<CommitStep> steps;
    auto store =
        must(FolderBlobStore::open(folder_.path() / "blobs", {.after_step = [&](CommitStep step) {
                                       steps.push_back(step);
                                   }}));
    must(store_bytes(*store, "ordered"));
    EXPECT_EQ(steps, (std::vector{CommitStep::created, CommitStep::written, CommitStep::file_synced,
                                  CommitStep::renamed, CommitStep::folder_synced}));
}

TEST_F(FolderBlobStoreTest, collection_removes_what_is_old_and_named_by_nobody) {
    const auto named = must(store_bytes(*store_, "named")).digests.sha256;
    const auto stray = must(store_bytes(*store_, "stray")).digests.sha256;
    const auto collected = must(store_->collect(
        in_an_hour(), [&](const auto& digest) -> Result<bool> { return digest == named; }));
    EXPECT_EQ(collected.removed, std::vector{stray});
    EXPECT_EQ(collected.bytes, 5U);
    EXPECT_EQ(load(named), "named");
    EXPECT_FALSE(must(store_->contains(stray)));
}

TEST_F(FolderBlobStoreTest, collection_leaves_what_is_young) {
    must(store_bytes(*store_, "young"));
    const auto before = base::SystemClock().now() - std::chrono::hours(1);
    EXPECT_TRUE(must(store_->collect(before, k_nothing_is_named)).removed.empty());
}

TEST_F(FolderBlobStoreTest, collection_leaves_what_waits_for_its_row) {
    auto stored = std::optional(must(store_bytes(*store_, "pinned")));
    EXPECT_TRUE(must(store_->collect(in_an_hour(), k_nothing_is_named)).removed.empty());
    stored.reset();
    EXPECT_EQ(must(store_->collect(in_an_hour(), k_nothing_is_named)).removed.size(), 1U);
}

TEST_F(FolderBlobStoreTest, collection_that_can_not_ask_removes_nothing) {
    const auto digest = must(store_bytes(*store_, "kept")).digests.sha256;
    const auto collected = store_->collect(in_an_hour(), [](const auto&) -> Result<bool> {
        return fail(ErrorCode::unavailable, "the catalog is locked");
    });
    EXPECT_FALSE(collected);
    EXPECT_TRUE(must(store_->contains(digest)));
}

TEST_F(FolderBlobStoreTest, collection_leaves_foreign_files_alone) {
    std::ofstream(folder_.path() / "blobs" / "README") << "mine";
    std::ofstream(folder_.path() / "blobs" / "ab" / "notes") << "mine";
    must(store_->collect(in_an_hour(), k_nothing_is_named));
    EXPECT_EQ(count_files(), 2U);
}

TEST_F(FolderBlobStoreTest, writers_and_a_collection_at_once_lose_nothing_that_is_pinned) {
    std::vector<std::jthread> writers;
    std::atomic<int> lost = 0;
    for (int writer = 0; writer < 3; ++writer)
        writers.emplace_back([&] {
            for (int i = 0; i < 60; ++i) {
                const auto stored = must(store_bytes(*store_, std::to_string(i % 4)));
                if (!store_->open(stored.digests.sha256)) ++lost;
            }
        });
    for (int i = 0; i < 60; ++i) must(store_->collect(in_an_hour(), k_nothing_is_named));
    writers.clear();
    EXPECT_EQ(lost, 0);
}

TEST_F(FolderBlobStoreTest, collection_leaves_what_is_being_written) {
    auto writer = must(store_->writer());
    must(writer->write("half"));
    std::ofstream(folder_.path() / "blobs" / "tmp" / "blob-crashed") << "half";
    const auto collected = must(store_->collect(in_an_hour(), k_nothing_is_named));
    EXPECT_EQ(collected.temporary_files, 1U);
    must(writer->write(" whole"));
    EXPECT_EQ(load(must(writer->commit()).digests.sha256), "half whole");
}

TEST_F(FolderBlobStoreTest, a_pin_may_outlive_the_store) {
    auto stored = must(store_bytes(*store_, "pinned"));
    store_.reset();
    stored.pin = Pin();
}

TEST_F(FolderBlobStoreTest, loading_has_a_limit) {
    const auto digest = must(store_bytes(*store_, "0123456789")).digests.sha256;
    EXPECT_EQ(load_bytes(*store_, digest, 9).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace spoke::blobs
