#include "base/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace spoke::base {

TEST(File, an_uncommitted_atomic_file_leaves_nothing) {
    auto folder = TemporaryFolder::make("spoke-test").value();
    {
        auto file = AtomicFile::create(folder.path() / "a").value();
        ASSERT_TRUE(file.write("half"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(File, a_committed_one_replaces_the_old_whole) {
    auto folder = TemporaryFolder::make("spoke-test").value();
    const auto path = folder.path() / "a";
    ASSERT_TRUE(write_file_atomically(path, "old"));
    ASSERT_TRUE(write_file_atomically(path, "new", 0600));
    EXPECT_EQ(read_file(path, 100).value(), "new");
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(File, reading_is_bounded_and_takes_regular_files_only) {
    auto folder = TemporaryFolder::make("spoke-test").value();
    ASSERT_TRUE(write_file_atomically(folder.path() / "a", "12345"));
    EXPECT_EQ(read_file(folder.path() / "a", 4).error().code, ErrorCode::too_large);
    EXPECT_EQ(read_file(folder.path() / "b", 4).error().code, ErrorCode::not_found);
    ASSERT_EQ(::mkfifo((folder.path() / "fifo").c_str(), 0600), 0);
    EXPECT_EQ(read_file(folder.path() / "fifo", 4).error().code, ErrorCode::invalid);
    EXPECT_EQ(read_file("/dev/zero", 4).error().code, ErrorCode::invalid);
    std::filesystem::create_symlink("a", folder.path() / "link");
    EXPECT_FALSE(read_file(folder.path() / "link", 4));
}

}  // namespace spoke::base
