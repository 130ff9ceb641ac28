#include "app/data_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/reach.hpp"
#include "base/file.hpp"

namespace spoke::app {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
    struct stat status{};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
}

/// As root, the roles' users must reach it: not below a private folder of the temporary one.
struct Place {
    base::TemporaryFolder folder = base::TemporaryFolder::make("spoke-data").value();
    fs::path path = folder.path() / "data";
    Place() { EXPECT_EQ(::chmod(folder.path().c_str(), 0755), 0); }
};

}  // namespace

TEST(DataFolder, is_made_with_closed_parts_and_found_again) {
    const Place place;
    const auto folder = prepare_data_folder(place.path);
    ASSERT_TRUE(folder) << folder.error().describe();
    for (const auto& part : {folder->catalog(), folder->blobs(), folder->keys()})
        EXPECT_EQ(mode_of(part), 0700U);
    EXPECT_TRUE(prepare_data_folder(place.path));
}

TEST(DataFolder, I15_a_part_that_is_open_or_a_link_is_refused) {
    const Place place;
    const auto folder = prepare_data_folder(place.path).value();
    ASSERT_EQ(::chmod(folder.keys().c_str(), 0755), 0);
    const auto open = prepare_data_folder(place.path);
    ASSERT_FALSE(open);
    EXPECT_NE(open.error().message.find("chmod 700"), std::string::npos);
    fs::remove_all(folder.keys());
    fs::create_directory_symlink(place.folder.path(), folder.keys());
    EXPECT_EQ(prepare_data_folder(place.path).error().code, ErrorCode::denied);
}

TEST(DataFolder, I15_the_first_token_is_written_once_and_never_through_a_link) {
    const Place place;
    const auto folder = prepare_data_folder(place.path).value();
    ASSERT_TRUE(write_admin_token(folder, "secret"));
    EXPECT_EQ(mode_of(folder.admin_token()), 0600U);
    EXPECT_EQ(write_admin_token(folder, "other").error().code, ErrorCode::conflict);
    EXPECT_EQ(base::read_file(folder.admin_token(), 100).value(), "secret\n");
    fs::remove(folder.admin_token());
    fs::create_symlink(place.folder.path() / "elsewhere", folder.admin_token());
    EXPECT_FALSE(write_admin_token(folder, "secret"));
    EXPECT_FALSE(fs::exists(place.folder.path() / "elsewhere"));
}

TEST(Reach, the_closed_folder_on_the_way_is_named) {
    auto folder = base::TemporaryFolder::make("spoke-reach").value();
    fs::create_directories(folder.path() / "shut" / "inside");
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
    const base::Identity stranger{61799, 61799};
    EXPECT_TRUE(check_reachable(folder.path(), stranger, "builder"));
    ASSERT_EQ(::chmod((folder.path() / "shut").c_str(), 0700), 0);
    const auto shut = check_reachable(folder.path() / "shut" / "inside", stranger, "builder");
    ASSERT_FALSE(shut);
    EXPECT_EQ(shut.error().code, ErrorCode::denied);
    EXPECT_NE(shut.error().message.find("builder"), std::string::npos);
    EXPECT_NE(shut.error().message.find("/shut is closed"), std::string::npos)
        << shut.error().message;
    EXPECT_FALSE(check_reachable(folder.path() / "nothing", stranger, "builder"));
}

}  // namespace spoke::app
