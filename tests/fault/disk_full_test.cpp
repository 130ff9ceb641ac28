#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <string>

#include "blobs/folder_blob_store.hpp"
#include "catalog/blob_rows.hpp"
#include "support/test_catalog.hpp"

namespace spoke {
namespace {

using tests::must;

/// A small disk for as long as it lives.
class SmallDisk {
public:
    explicit SmallDisk(const std::string& size)
        : folder_(must(base::TemporaryFolder::make("spoke-disk"))) {
        mounted_ =
            ::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
    bool mounted() const { return mounted_; }
    const std::filesystem::path& path() const { return folder_.path(); }

private:
    base::TemporaryFolder folder_;
    bool mounted_ = false;
};

/// No file may grow past this while it lives: what a user without root can do instead.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : old_action_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limit{.rlim_cur = bytes, .rlim_max = old_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_action_);
    }

private:
    void (*old_action_)(int);
    rlimit old_{};
};

std::size_t count_files(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) ++count;
    return count;
}

Result<void> fill_catalog(catalog::Catalog& catalog, const base::Id& repository, int from, int to) {
    for (int i = from; i < to; ++i) {
        SPOKE_TRY(auto transaction, catalog.begin({}));
        auto row =
            tests::wheel_row(repository, "project-" + std::to_string(i), "1.0", std::to_string(i));
        row.requires_python = std::string(4000, 'x');
        SPOKE_TRY(tests::publish(transaction, row));
        SPOKE_TRY(transaction.commit());
    }
    return ok();
}

TEST(DiskFullTest, a_blob_that_does_not_fit_is_refused_and_leaves_nothing) {
    const SmallDisk disk("1m");
    if (!disk.mounted()) GTEST_SKIP() << "a small disk can be mounted by root only";
    auto store = must(blobs::FolderBlobStore::open(disk.path() / "blobs"));
    must(blobs::store_bytes(*store, "fits"));
    {
        auto writer = must(store->writer());
        Result<void> written = ok();
        for (int i = 0; i < 100 && written; ++i) written = writer->write(std::string(65536, 'x'));
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::exhausted) << written.error().describe();
        EXPECT_FALSE(writer->commit());
    }
    EXPECT_EQ(count_files(disk.path()), 1U);
    must(blobs::store_bytes(*store, "fits again"));
}

TEST(DiskFullTest, a_full_disk_refuses_changes_and_the_catalog_goes_on_when_there_is_room) {
    const SmallDisk disk("20m");
    if (!disk.mounted()) GTEST_SKIP() << "a small disk can be mounted by root only";
    tests::ManualClock clock;
    tests::CountingRandom random;
    const auto ballast = disk.path() / "ballast";
    must(base::write_file_atomically(ballast, std::string(6'000'000, 'x')));
    auto catalog = must(catalog::Catalog::open(disk.path() / "catalog.sqlite", clock, random));
    auto transaction = must(catalog->begin({}));
    const auto repository = must(catalog::create_repository(transaction, {.name = "python"}));
    must(transaction.commit());
    const auto filled = fill_catalog(*catalog, repository.id, 0, 10000);
    ASSERT_FALSE(filled);
    EXPECT_EQ(filled.error().code, ErrorCode::exhausted) << filled.error().describe();
    EXPECT_TRUE(must(catalog::find_repository(must(catalog->read()), "python")));
    ASSERT_TRUE(std::filesystem::remove(ballast));
    must(fill_catalog(*catalog, repository.id, 20000, 20010));
}

TEST(DiskFullTest, a_file_size_limit_is_like_a_full_disk_for_blobs) {
    const auto folder = must(base::TemporaryFolder::make("spoke-limit"));
    auto store = must(blobs::FolderBlobStore::open(folder.path() / "blobs"));
    {
        const FileSizeLimit limit(100'000);
        const auto stored = blobs::store_bytes(*store, std::string(200'000, 'x'));
        ASSERT_FALSE(stored);
        EXPECT_TRUE(stored.error().code == ErrorCode::exhausted ||
                    stored.error().code == ErrorCode::too_large)
            << stored.error().describe();
        EXPECT_EQ(count_files(folder.path()), 0U);
    }
    must(blobs::store_bytes(*store, std::string(200'000, 'x')));
}

TEST(DiskFullTest, a_file_size_limit_is_like_a_full_disk_for_the_catalog) {
    tests::TestCatalog catalog;
    const auto repository = catalog.add_repository("python");
    {
        const FileSizeLimit limit(600'000);
        const auto filled = fill_catalog(*catalog, repository.id, 0, 1000);
        ASSERT_FALSE(filled);
        EXPECT_EQ(filled.error().code, ErrorCode::exhausted) << filled.error().describe();
    }
    must(fill_catalog(*catalog, repository.id, 2000, 2010));
}

}  // namespace
}  // namespace spoke
