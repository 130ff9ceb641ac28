#include "upstream/folder_upstream.hpp"

#include "support/sample_distributions.hpp"
#include "support/test_catalog.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <utime.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace spoke::upstream {
namespace {

namespace fs = std::filesystem;
using tests::make_sdist;
using tests::make_wheel;
using tests::must;
using tests::project_name;

class FolderUpstreamTest : public testing::Test {
protected:
    void put(const std::string& name, const std::string& bytes) {
        fs::create_directories((folder_.path() / "up" / name).parent_path());
        must(base::write_file_atomically(folder_.path() / "up" / name, bytes));
    }
    std::unique_ptr<FolderUpstream> open() {
        fs::create_directories(folder_.path() / "up");
        return must(FolderUpstream::open(folder_.path() / "up",
                                         {.rescan_after = std::chrono::milliseconds(0)}));
    }
    base::TemporaryFolder folder_ = must(base::TemporaryFolder::make("spoke-upstream"));
};

TEST_F(FolderUpstreamTest, wheels_and_sdists_are_described_from_their_bytes) {
    const auto wheel = make_wheel("sample-1.0-py3-none-any.whl", ">=3.7");
    const auto sdist = make_sdist("sample-1.0.tar.gz", ">=3.6");
    put("sample-1.0-py3-none-any.whl", wheel);
    put("sample-1.0.tar.gz", sdist);
    timespec times[2] = {{1'600'000'000, 0}, {1'600'000'000, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, (folder_.path() / "up/sample-1.0.tar.gz").c_str(), times, 0), 0);
    auto upstream = open();
    const auto project = must(upstream->load_project(project_name("Sample")));
    ASSERT_TRUE(project);
    ASSERT_EQ(project->files.size(), 2U);
    const auto& first = project->files[0];
    EXPECT_EQ(first.file_name, "sample-1.0-py3-none-any.whl");
    EXPECT_EQ(first.sha256, crypto::sha256(wheel));
    EXPECT_EQ(first.blake2b, crypto::blake2b_256(wheel));
    EXPECT_EQ(first.size, wheel.size());
    EXPECT_EQ(first.requires_python, ">=3.7");
    EXPECT_TRUE(first.metadata_sha256);
    EXPECT_EQ(first.upload_time_origin, TimeOrigin::last_modified);
    const auto& second = project->files[1];
    EXPECT_EQ(second.kind, python::FileKind::sdist);
    EXPECT_EQ(second.requires_python, ">=3.6");
    EXPECT_EQ(base::format_rfc3339(*second.upload_time), "2020-09-13T12:26:40Z");
    EXPECT_EQ(must(upstream->list_projects()), std::vector<std::string>{"sample"});
}

TEST_F(FolderUpstreamTest, a_project_that_is_not_there_is_nothing) {
    auto upstream = open();
    EXPECT_FALSE(must(upstream->load_project(project_name("ghost"))));
    EXPECT_FALSE(must(upstream->open_file(project_name("ghost"), "ghost-1.0.tar.gz")));
}

TEST_F(FolderUpstreamTest, other_files_are_left_out_with_a_finding) {
    put("README.txt", "hello");
    put("sample-1.0-py3-none-any.whl", make_wheel("sample-1.0-py3-none-any.whl"));
    put("sample-1.0-py2.7.egg", "egg");
    auto upstream = open();
    EXPECT_EQ(must(upstream->list_projects()).size(), 1U);
    EXPECT_EQ(must(upstream->findings()).size(), 2U);
}

TEST_F(FolderUpstreamTest, a_changed_folder_is_seen) {
    put("sample-1.0.tar.gz", make_sdist("sample-1.0.tar.gz"));
    auto upstream = open();
    EXPECT_EQ(must(upstream->load_project(project_name("sample")))->files.size(), 1U);
    put("sample-1.1.tar.gz", make_sdist("sample-1.1.tar.gz"));
    EXPECT_EQ(must(upstream->load_project(project_name("sample")))->files.size(), 2U);
    const auto other = make_sdist("sample-1.0.tar.gz", ">=3.12");
    put("sample-1.0.tar.gz", other);
    EXPECT_EQ(must(upstream->load_project(project_name("sample")))->files.at(0).sha256,
              crypto::sha256(other));
    fs::remove(folder_.path() / "up/sample-1.0.tar.gz");
    fs::remove(folder_.path() / "up/sample-1.1.tar.gz");
    EXPECT_FALSE(must(upstream->load_project(project_name("sample"))));
}

TEST_F(FolderUpstreamTest, I15_links_and_special_files_are_never_followed) {
    must(base::write_file_atomically(folder_.path() / "secret", "key material"));
    put("sample-1.0.tar.gz", make_sdist("sample-1.0.tar.gz"));
    fs::create_symlink(folder_.path() / "secret", folder_.path() / "up/leak-1.0.tar.gz");
    ASSERT_EQ(mkfifo((folder_.path() / "up/pipe-1.0.tar.gz").c_str(), 0600), 0);
    auto upstream = open();
    EXPECT_FALSE(must(upstream->load_project(project_name("leak"))));
    EXPECT_FALSE(must(upstream->load_project(project_name("pipe"))));
    EXPECT_FALSE(must(upstream->open_file(project_name("leak"), "leak-1.0.tar.gz")));
    // A file that becomes a link after it was listed.
    fs::remove(folder_.path() / "up/sample-1.0.tar.gz");
    fs::create_symlink(folder_.path() / "secret", folder_.path() / "up/sample-1.0.tar.gz");
    const auto opened = upstream->open_file(project_name("sample"), "sample-1.0.tar.gz");
    EXPECT_FALSE(opened && opened->has_value());
}

TEST_F(FolderUpstreamTest, I15_a_folder_that_overlaps_the_data_folder_is_refused) {
    const auto root = folder_.path();
    fs::create_directories(root / "data/blobs");
    fs::create_directories(root / "up");
    fs::create_directory_symlink(root / "data/blobs", root / "alias");
    EXPECT_TRUE(check_no_overlap(root / "up", root / "data"));
    EXPECT_TRUE(check_no_overlap(root / "database", root / "data"));
    EXPECT_FALSE(check_no_overlap(root / "data", root / "data"));
    EXPECT_FALSE(check_no_overlap(root / "data/", root / "data"));
    EXPECT_FALSE(check_no_overlap(root / "data/blobs", root / "data"));
    EXPECT_FALSE(check_no_overlap(root, root / "data"));
    EXPECT_FALSE(check_no_overlap(root / "up/../data", root / "data"));
    EXPECT_FALSE(check_no_overlap(root / "alias", root / "data"));
    EXPECT_FALSE(check_no_overlap(root / "up", root / "up/data-to-be"));
}

TEST_F(FolderUpstreamTest, a_wheel_that_cannot_be_read_is_listed_without_metadata) {
    put("broken-1.0-py3-none-any.whl", "no zip at all");
    auto upstream = open();
    const auto project = must(upstream->load_project(project_name("broken")));
    ASSERT_EQ(project->files.size(), 1U);
    EXPECT_FALSE(project->files[0].metadata_sha256);
    EXPECT_EQ(project->findings.size(), 1U);
}

}  // namespace
}  // namespace spoke::upstream
