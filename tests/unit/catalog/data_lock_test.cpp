#include "catalog/data_lock.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/spawn.hpp"
#include "support/process.hpp"
#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;

TEST(DataLockTest, a_second_server_on_one_folder_is_refused_and_told_who_holds_it) {
    const auto folder = must(base::TemporaryFolder::make("spoke-lock"));
    const auto first = must(DataLock::take(folder.path()));
    const auto second = DataLock::take(folder.path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    for (const std::string& part :
         {folder.path().string(), std::string("/lock"), std::to_string(::getpid())})
        EXPECT_NE(second.error().message.find(part), std::string::npos) << second.error().message;
}

TEST(DataLockTest, the_lock_ends_with_its_holder) {
    const auto folder = must(base::TemporaryFolder::make("spoke-lock"));
    must(DataLock::take(folder.path()));
    EXPECT_TRUE(DataLock::take(folder.path()));
}

TEST(DataLockTest, a_child_does_not_keep_the_lock) {
    const auto folder = must(base::TemporaryFolder::make("spoke-lock"));
    const auto sleep = tests::python_program("import time; time.sleep(30)");
    auto lock = std::optional(must(DataLock::take(folder.path())));
    auto child = must(base::spawn(sleep));
    lock.reset();
    EXPECT_TRUE(DataLock::take(folder.path()));
    child.kill_group();
}

TEST(DataLockTest, a_link_in_the_place_of_the_lock_is_not_followed) {
    const auto folder = must(base::TemporaryFolder::make("spoke-lock"));
    const auto elsewhere = folder.path() / "elsewhere";
    std::filesystem::create_symlink(elsewhere, folder.path() / "lock");
    EXPECT_FALSE(DataLock::take(folder.path()));
    EXPECT_FALSE(std::filesystem::exists(elsewhere));
}

}  // namespace
}  // namespace spoke::catalog
