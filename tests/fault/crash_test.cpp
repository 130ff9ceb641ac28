#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <optional>
#include <set>
#include <string>

#include "base/spawn.hpp"
#include "blobs/folder_blob_store.hpp"
#include "catalog/blob_rows.hpp"
#include "catalog/changes.hpp"
#include "catalog/files.hpp"
#include "catalog/projects.hpp"
#include "catalog/repositories.hpp"
#include "support/fast_folder.hpp"
#include "support/process.hpp"
#include "support/test_catalog.hpp"

// A crash at any point leaves no wrong byte behind a name and no row without its blob.
namespace spoke {
namespace {

using tests::must;

constexpr int k_points = 200;
constexpr int k_points_a_folder = 20;

/// A data folder that a child of another user publishes into until it is killed.
class CrashTest : public ::testing::Test {
protected:
    void SetUp() override { start_afresh(); }

    /// A new folder: checking all that ever was after each of 200 crashes takes too long.
    void start_afresh() {
        folder_.emplace(must(tests::make_fast_folder("spoke-crash")));
        make_repository();
        if (const auto identity = tests::identity_of_children()) give_to(*identity);
    }

    void make_repository() {
        auto catalog = must(catalog::Catalog::open(file(), clock_, random_));
        must(blobs::FolderBlobStore::open(blob_folder()));
        auto transaction = must(catalog->begin({}));
        must(catalog::create_repository(transaction, {.name = "python"}));
        must(transaction.commit());
    }

    void give_to(const base::Identity& identity) {
        ASSERT_EQ(::chown(folder_->path().c_str(), identity.uid, identity.gid), 0);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_->path()))
            ASSERT_EQ(::lchown(entry.path().c_str(), identity.uid, identity.gid), 0);
    }

    /// A child that dies by its own hand after so many steps.
    void crash_after(int steps, const std::string& run, const std::string& death) {
        auto child = must(base::spawn(options(run, std::to_string(steps), death)));
        const auto status = must(child.wait());
        ASSERT_EQ(status.signal, SIGKILL) << "run " << run << ", code " << status.code;
    }

    base::SpawnOptions options(const std::string& run, const std::string& steps,
                               const std::string& death) {
        base::SpawnOptions options;
        options.arguments = {SPOKE_PUBLISH_LOOP, folder_->path().string(), run, steps, death};
        options.identity = tests::identity_of_children();
        options.err = STDERR_FILENO;
        return options;
    }

    std::set<std::string> published() {
        std::set<std::string> names;
        std::ifstream lines(folder_->path() / "published");
        for (std::string line; std::getline(lines, line);) names.insert(line);
        return names;
    }

    /// Everything that must hold after any crash. Returns how many rows there are.
    std::size_t check() {
        auto catalog = must(catalog::Catalog::open(file(), clock_, random_));
        auto store = must(blobs::FolderBlobStore::open(blob_folder()));
        const auto reader = must(catalog->read());
        EXPECT_TRUE(must(catalog::check_changes(reader)).empty());
        const auto repository = *must(catalog::find_repository(reader, "python"));
        auto promised = published();
        std::size_t rows = 0;
        for (const auto& project : must(catalog::list_projects(reader, repository.id))) {
            for (const auto& row : must(catalog::list_files(reader, repository.id, project.name))) {
                ++rows;
                promised.erase(row.file_name);
                check_row(reader, *store, row);
                EXPECT_LE(row.serial, repository.serial);
            }
        }
        EXPECT_TRUE(promised.empty()) << "lost: " << *promised.begin();
        check_names(*store);
        return rows;
    }

    void check_row(const catalog::Reader& reader, blobs::BlobStore& store,
                   const catalog::FileRow& row) {
        ASSERT_TRUE(row.blob) << row.file_name;
        ASSERT_TRUE(must(catalog::find_blob(reader, *row.blob))) << row.file_name;
        EXPECT_EQ(must(catalog::find_never_reuse(reader, row.repository, row.file_name)),
                  row.sha256);
        auto blob = store.open(*row.blob);
        ASSERT_TRUE(blob) << row.file_name << ": " << blob.error().describe();
        EXPECT_EQ(blob->size, *row.size);
        EXPECT_TRUE(store.check(*row.blob)) << row.file_name;
    }

    /// No wrong byte behind any digest, also of blobs that no row names.
    void check_names(blobs::BlobStore& store) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(blob_folder())) {
            const auto shelf = entry.path().parent_path().filename().string();
            if (!entry.is_regular_file() || shelf == "tmp") continue;
            const auto digest =
                must(crypto::Sha256Digest::parse(shelf + entry.path().filename().string()));
            EXPECT_TRUE(store.check(digest)) << entry.path();
        }
    }

    std::filesystem::path file() const { return folder_->path() / "catalog.sqlite"; }
    std::filesystem::path blob_folder() const { return folder_->path() / "blobs"; }

    const base::SystemClock clock_;
    base::SystemRandom random_;
    std::optional<base::TemporaryFolder> folder_;
};

TEST_F(CrashTest, a_kill_at_any_of_200_points_leaves_no_wrong_byte_and_no_row_without_its_blob) {
    std::size_t rows = 0;
    for (int point = 1; point <= k_points && !HasFailure(); ++point) {
        crash_after(point, std::to_string(point), "kill");
        const auto now = check();
        if (point % k_points_a_folder != 0) continue;
        rows += now;
        start_afresh();
    }
    EXPECT_GT(rows, 1000U);
}

TEST_F(CrashTest,
       a_power_cut_at_any_of_200_points_leaves_no_wrong_byte_and_no_row_without_its_blob) {
    for (int point = 1; point <= k_points && !HasFailure(); ++point) {
        if (point % k_points_a_folder == 0) start_afresh();
        crash_after(point, std::to_string(point), "power");
        check();
    }
}

TEST_F(CrashTest,
       a_kill_at_a_moment_of_no_choice_leaves_no_wrong_byte_and_no_row_without_its_blob) {
    for (int round = 1; round <= 40 && !HasFailure(); ++round) {
        auto child = must(base::spawn(options("r" + std::to_string(round), "1000000", "kill")));
        ::usleep(static_cast<useconds_t>(round * 1'371 % 40'000 + 5'000));
        child.kill_group();
        must(child.wait());
        check();
    }
}

TEST_F(CrashTest, collection_removes_what_crashes_left_and_nothing_else) {
    for (int point = 1; point <= 20; ++point) crash_after(point, std::to_string(point), "kill");
    const auto rows = check();
    auto catalog = must(catalog::Catalog::open(file(), clock_, random_));
    auto store = must(blobs::FolderBlobStore::open(blob_folder()));
    const auto later = clock_.now() + std::chrono::hours(1);
    const auto is_named = [&](const crypto::Sha256Digest& digest) -> Result<bool> {
        SPOKE_TRY(const auto reader, catalog->read());
        SPOKE_TRY(const auto row, catalog::find_blob(reader, digest));
        return row.has_value();
    };
    const auto collected = must(store->collect(later, is_named));
    EXPECT_FALSE(collected.removed.empty());
    EXPECT_GT(collected.temporary_files, 0U);
    EXPECT_TRUE(std::filesystem::is_empty(blob_folder() / "tmp"));
    EXPECT_TRUE(must(store->collect(later, is_named)).removed.empty());
    EXPECT_EQ(check(), rows);
}

}  // namespace
}  // namespace spoke
