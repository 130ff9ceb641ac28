#include "base/tree.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace spoke::base {
namespace {

namespace fs = std::filesystem;

struct Place {
    TemporaryFolder folder = TemporaryFolder::make("spoke-tree").value();
    fs::path path = folder.path() / "root";
    Place() {
        fs::create_directories(path / "a" / "b");
        EXPECT_TRUE(write_file_atomically(path / "a" / "file", "x"));
        EXPECT_TRUE(write_file_atomically(folder.path() / "outside", "secret"));
    }
};

}  // namespace

TEST(Tree, lists_every_kind_and_follows_no_link) {
    const Place place;
    fs::create_symlink("..", place.path / "up");
    fs::create_symlink("/etc", place.path / "a" / "etc");
    ASSERT_EQ(::mkfifo((place.path / "fifo").c_str(), 0600), 0);
    const auto listing = Tree::open(place.path).value().list().value();
    std::vector<std::pair<std::string, EntryKind>> seen;
    for (const auto& entry : listing.entries) seen.emplace_back(entry.path, entry.kind);
    const std::vector<std::pair<std::string, EntryKind>> expected = {
        {"a", EntryKind::folder},    {"a/b", EntryKind::folder}, {"a/etc", EntryKind::link},
        {"a/file", EntryKind::file}, {"fifo", EntryKind::other}, {"up", EntryKind::link}};
    EXPECT_EQ(seen, expected);
    EXPECT_EQ(listing.entries[2].target, "/etc");
    EXPECT_TRUE(listing.unreadable.empty());
}

TEST(Tree, V9_nothing_outside_is_opened) {
    const Place place;
    fs::create_symlink("../outside", place.path / "link");
    fs::create_symlink("..", place.path / "up");
    fs::create_symlink("/dev/zero", place.path / "zero");
    ASSERT_EQ(::mkfifo((place.path / "fifo").c_str(), 0600), 0);
    const Tree tree = Tree::open(place.path).value();
    EXPECT_EQ(tree.read_file("a/file", 10).value(), "x");
    EXPECT_EQ(tree.read_file("a/../a/./file", 10).value(), "x");
    for (const char* bad : {"link", "up/outside", "zero", "fifo", "../outside", "/etc/passwd", "a",
                            "", "a/b/../../../outside", "nothing"})
        EXPECT_FALSE(tree.read_file(bad, 10)) << bad;
}

TEST(Tree, paths_are_made_normal_or_refused) {
    EXPECT_EQ(normal_path("a/./b//../c").value(), "a/c");
    for (const char* bad : {"", "/a", "..", "a/../..", ".", "a/.."})
        EXPECT_FALSE(normal_path(bad)) << bad;
}

}  // namespace spoke::base
