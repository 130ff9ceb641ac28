#include "factory/plan/catalog_wheels.hpp"

#include <gtest/gtest.h>

#include "blobs/folder_blob_store.hpp"
#include "catalog/files.hpp"
#include "support/test_catalog.hpp"

namespace spoke::factory {
namespace {

class CatalogWheelsTest : public testing::Test {
protected:
    CatalogWheelsTest()
        : blobs_(tests::must(blobs::FolderBlobStore::open(catalog_.folder() / "blobs"))),
          repository_(catalog_.add_repository("python").id) {}

    catalog::FileRow row(const std::string& file, std::string_view version = "1.0") {
        auto made = tests::wheel_row(repository_, "x", version, "bytes of " + file);
        made.file_name = file;
        made.tier = catalog::Tier::rebuilt;
        const std::string metadata =
            "Metadata-Version: 2.1\nName: x\nVersion: " + std::string(version) +
            "\nRequires-Dist: y>=1; extra == 'z'\n";
        const auto blob = tests::must(blobs::store_bytes(*blobs_, metadata));
        catalog_.change([&](auto& transaction) -> Result<int> {
            SPOKE_TRY(catalog::put_blob(transaction, blob.digests));
            return 0;
        });
        made.metadata_sha256 = blob.digests.sha256;
        return made;
    }
    void add(const catalog::FileRow& made) {
        catalog_.change([&](auto& transaction) { return tests::publish(transaction, made); });
    }
    std::vector<std::string> names() {
        CatalogWheels wheels(*catalog_, *blobs_, repository_);
        std::vector<std::string> all;
        for (const auto& one : tests::must(wheels.list_wheels(tests::project_name("x"))))
            all.push_back(one.file_name);
        return all;
    }

    tests::TestCatalog catalog_;
    std::unique_ptr<blobs::FolderBlobStore> blobs_;
    base::Id repository_;
};

TEST_F(CatalogWheelsTest, one_wheel_a_version_the_one_an_installer_takes) {
    add(row("x-1.0-1-py3-none-any.whl"));
    add(row("x-1.0-2-py3-none-any.whl"));
    add(row("x-1.0-10-py3-none-any.whl"));
    add(row("x-2.0-9-py3-none-any.whl", "2.0"));
    add(row("x-2.0-1-cp311-cp311-manylinux_2_17_x86_64.whl", "2.0"));
    EXPECT_EQ(names(), (std::vector<std::string>{"x-2.0-1-cp311-cp311-manylinux_2_17_x86_64.whl",
                                                 "x-1.0-10-py3-none-any.whl"}));
}

TEST_F(CatalogWheelsTest, only_usable_rebuilt_wheels_count) {
    auto upstream = row("x-1.0-py3-none-any.whl");
    upstream.tier = catalog::Tier::upstream;
    add(upstream);
    auto held = row("x-1.1-1-py3-none-any.whl", "1.1");
    held.hold = catalog::Hold{"recalled", {}};
    add(held);
    auto yanked = row("x-1.2-1-py3-none-any.whl", "1.2");
    yanked.yanked = catalog::Yank{"broken"};
    add(yanked);
    add(row("x-1.3-1-cp38-cp38-win_amd64.whl", "1.3"));
    EXPECT_TRUE(names().empty());
}

TEST_F(CatalogWheelsTest, requirements_are_read_from_the_sidecar) {
    add(row("x-1.0-1-py3-none-any.whl"));
    CatalogWheels wheels(*catalog_, *blobs_, repository_);
    const auto all = tests::must(wheels.list_wheels(tests::project_name("X")));
    ASSERT_EQ(all.size(), 1U);
    ASSERT_EQ(all.front().requires_dist.size(), 1U);
    EXPECT_EQ(all.front().requires_dist.front().name.normalized(), "y");
    EXPECT_EQ(all.front().sha256, crypto::sha256("bytes of x-1.0-1-py3-none-any.whl"));
}

}  // namespace
}  // namespace spoke::factory
