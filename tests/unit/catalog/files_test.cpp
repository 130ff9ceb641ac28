#include "catalog/files.hpp"

#include <gtest/gtest.h>

#include "catalog/changes.hpp"
#include "catalog/projects.hpp"
#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::digests_of;
using tests::must;
using tests::project_name;
using tests::publish;
using tests::wheel_row;

class FilesTest : public ::testing::Test {
protected:
    FileRow put(FileRow row) {
        return catalog_.change([&](auto& transaction) { return publish(transaction, row); });
    }
    Result<FileRow> try_put(const FileRow& row) {
        auto transaction = catalog_.begin();
        auto put = publish(transaction, row);
        if (put) must(transaction.commit());
        return put;
    }
    Repository repository(std::string_view name = "python") {
        return *must(find_repository(catalog_.read(), name));
    }

    tests::TestCatalog catalog_;
    Repository python_ = catalog_.add_repository("python");
};

TEST_F(FilesTest, a_row_comes_back_with_every_column) {
    auto row = wheel_row(python_.id, "Flask", "2.0.0", "bytes");
    row.kind = FileKind::wheel;
    row.link_shape = LinkShape::sha256;
    row.upload_time = base::Moment(std::chrono::microseconds(1'620'769'422'123'456));
    row.upload_time_source = UploadTimeSource::upstream;
    row.requires_python = ">=3.6, \"quoted\" & <ü>";
    row.yanked = Yank{.reason = ""};
    row.metadata_sha256 = crypto::sha256("metadata");
    row.tier = Tier::rebuilt;
    row.source_kind = SourceKind::sdist;
    row.derived_from = crypto::sha256("upstream");
    row.base_upload_time = base::Moment(std::chrono::microseconds(5));
    row.hold = Hold{.reason = "cooling", .until = base::Moment(std::chrono::microseconds(7))};
    row.upstream_location = "Flask-2.0.0-py3-none-any.whl";
    const auto stored = put(row);
    const auto reader = catalog_.read();
    const auto found = must(find_file(reader, python_.id, row.file_name));
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, stored);
    row.id = stored.id;
    row.first_seen = catalog_.clock.now();
    row.serial = stored.serial;
    EXPECT_EQ(*found, row);
    EXPECT_EQ(found->project.written(), "Flask");
    EXPECT_EQ(must(find_file(reader, stored.id)), stored);
}

TEST_F(FilesTest, what_is_not_known_yet_stays_unknown) {
    FileRow row{.repository = python_.id,
                .project = project_name("six"),
                .version = "1.0",
                .file_name = "six-1.0.tar.gz"};
    row.kind = FileKind::sdist;
    const auto stored = put(row);
    EXPECT_FALSE(stored.sha256 || stored.blake2b || stored.size || stored.blob || stored.yanked);
    EXPECT_EQ(must(list_files(catalog_.read(), python_.id, row.project)).front(), stored);
}

TEST_F(FilesTest, a_file_name_never_gets_other_bytes) {
    put(wheel_row(python_.id, "flask", "2.0.0", "bytes"));
    const auto other = try_put(wheel_row(python_.id, "flask", "2.0.0", "other"));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::conflict);
    EXPECT_TRUE(other.error().message.starts_with("File already exists"));
}

TEST_F(FilesTest, a_file_name_never_gets_other_bytes_also_after_deletion) {
    const auto row = put(wheel_row(python_.id, "flask", "2.0.0", "bytes"));
    catalog_.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(delete_file(transaction, row.id));
        return 0;
    });
    EXPECT_FALSE(must(find_file(catalog_.read(), python_.id, row.file_name)));
    EXPECT_EQ(must(find_never_reuse(catalog_.read(), python_.id, row.file_name)), row.sha256);
    EXPECT_FALSE(try_put(wheel_row(python_.id, "flask", "2.0.0", "other")));
    EXPECT_TRUE(try_put(wheel_row(python_.id, "flask", "2.0.0", "bytes")));
}

TEST_F(FilesTest, another_repository_has_names_of_its_own) {
    const auto internal = catalog_.add_repository("python-internal");
    put(wheel_row(python_.id, "flask", "2.0.0", "bytes"));
    EXPECT_TRUE(try_put(wheel_row(internal.id, "flask", "2.0.0", "other")));
}

TEST_F(FilesTest, the_same_row_again_changes_nothing) {
    const auto row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    const auto first = put(row);
    const auto before = repository().serial;
    const auto changes = must(list_changes(catalog_.read(), 0, 100)).size();
    catalog_.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(put(row), first);
    EXPECT_EQ(repository().serial, before);
    EXPECT_EQ(must(list_changes(catalog_.read(), 0, 100)).size(), changes);
}

TEST_F(FilesTest, a_change_of_a_row_keeps_id_and_first_seen_and_moves_the_serial) {
    auto row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    const auto first = put(row);
    catalog_.clock.advance(std::chrono::hours(1));
    row.requires_python = ">=3.6";
    row.link_shape = LinkShape::sha256;  // the shape that a page gave out first stays
    const auto second = put(row);
    EXPECT_EQ(second.id, first.id);
    EXPECT_EQ(second.first_seen, first.first_seen);
    EXPECT_EQ(second.link_shape, LinkShape::blake2b);
    EXPECT_GT(second.serial, first.serial);
    EXPECT_EQ(second.serial, repository().serial);
    EXPECT_EQ(must(find_project(catalog_.read(), python_.id, row.project))->serial, second.serial);
}

TEST_F(FilesTest, a_page_of_rows_is_one_serial_and_one_audit_row) {
    std::vector<FileRow> rows;
    for (int i = 0; i < 50; ++i) {
        FileRow row{.repository = python_.id,
                    .project = project_name("six"),
                    .version = "1." + std::to_string(i),
                    .file_name = "six-1." + std::to_string(i) + ".tar.gz"};
        row.sha256 = crypto::sha256(row.file_name);
        rows.push_back(std::move(row));
    }
    const auto before = repository().serial;
    const auto stored =
        catalog_.change([&](auto& transaction) { return put_files(transaction, rows); });
    EXPECT_EQ(repository().serial, before + 1);
    EXPECT_EQ(must(list_changes(catalog_.read(), 0, 100)).size(), 2U);  // the repository, the page
    EXPECT_EQ(must(list_files(catalog_.read(), python_.id, project_name("six"))).size(), 50U);
    rows[7].requires_python = ">=3";
    const auto again =
        catalog_.change([&](auto& transaction) { return put_files(transaction, rows); });
    EXPECT_EQ(again[7].serial, before + 2);
    EXPECT_EQ(again[8], stored[8]);
}

TEST_F(FilesTest, an_announced_digest_is_a_claim_that_verified_bytes_end) {
    auto row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    row.blob.reset();
    row.digest_state = DigestState::announced;
    put(row);
    EXPECT_FALSE(must(find_never_reuse(catalog_.read(), python_.id, row.file_name)));
    auto other = row;
    other.sha256 = crypto::sha256("other");
    EXPECT_FALSE(try_put(other));
    const auto moved =
        catalog_.change([&](auto& transaction) { return reannounce_file(transaction, other); });
    EXPECT_EQ(moved.sha256, other.sha256);
    EXPECT_FALSE(try_put(wheel_row(python_.id, "flask", "2.0.0", "bytes")));
    put(wheel_row(python_.id, "flask", "2.0.0", "other"));
    auto transaction = catalog_.begin();
    EXPECT_FALSE(reannounce_file(transaction, row));
}

TEST_F(FilesTest, a_row_that_names_a_blob_must_have_its_facts) {
    auto row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    row.digest_state = DigestState::announced;
    EXPECT_FALSE(try_put(row));
    row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    row.size.reset();
    auto transaction = catalog_.begin();
    EXPECT_FALSE(put_file(transaction, row));
}

TEST_F(FilesTest, publishing_leaves_an_audit_row_with_the_digest) {
    const auto row = put(wheel_row(python_.id, "flask", "2.0.0", "bytes"));
    const auto changes = must(list_changes(catalog_.read(), 0, 100));
    EXPECT_EQ(changes.back().action, "file.put");
    EXPECT_EQ(changes.back().subject, "flask");
    EXPECT_EQ(changes.back().repository, python_.id);
    EXPECT_NE(changes.back().detail.find(row.sha256->hex()), std::string::npos);
}

TEST_F(FilesTest, yank_and_hold_are_set_and_ended_and_move_the_serial) {
    const auto row = put(wheel_row(python_.id, "flask", "2.0.0", "bytes"));
    const auto apply = [&](auto&& work) {
        catalog_.change([&](auto& transaction) -> Result<int> {
            SPOKE_TRY(work(transaction));
            return 0;
        });
        return *must(find_file(catalog_.read(), row.id));
    };
    const auto yanked =
        apply([&](auto& transaction) { return set_yanked(transaction, row.id, Yank{"broken"}); });
    EXPECT_EQ(yanked.yanked, Yank{"broken"});
    EXPECT_GT(yanked.serial, row.serial);
    const auto held = apply([&](auto& transaction) {
        return set_hold(transaction, row.id, Hold{.reason = "recall", .until = std::nullopt});
    });
    EXPECT_EQ(held.hold->reason, "recall");
    EXPECT_FALSE(held.hold->until);
    const auto free =
        apply([&](auto& transaction) { return set_hold(transaction, row.id, std::nullopt); });
    EXPECT_FALSE(free.hold);
    EXPECT_GT(free.serial, held.serial);
}

TEST_F(FilesTest, families_are_found_by_digest_derivation_and_build) {
    auto row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    row.derived_from = crypto::sha256("upstream");
    const auto stored = put(row);
    const auto reader = catalog_.read();
    EXPECT_EQ(must(list_files_with_sha256(reader, *row.sha256)).front(), stored);
    EXPECT_EQ(must(list_files_derived_from(reader, *row.derived_from)).front(), stored);
    EXPECT_TRUE(must(list_files_with_sha256(reader, *row.derived_from)).empty());
}

TEST_F(FilesTest, only_unreferenced_and_old_blobs_are_forgotten) {
    const auto row = put(wheel_row(python_.id, "flask", "2.0.0", "bytes"));
    const auto stray = digests_of("stray");
    catalog_.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(put_blob(transaction, stray));
        return 0;
    });
    const auto forget = [&](base::Moment before) {
        return catalog_.change(
            [&](auto& transaction) { return forget_unreferenced_blobs(transaction, before); });
    };
    EXPECT_TRUE(forget(catalog_.clock.now()).empty());
    catalog_.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(forget(catalog_.clock.now()), std::vector{stray.sha256});
    EXPECT_TRUE(must(find_blob(catalog_.read(), *row.blob)));
    EXPECT_FALSE(must(find_blob(catalog_.read(), stray.sha256)));
}

TEST_F(FilesTest, metadata_of_a_row_keeps_its_sidecar_blob) {
    auto row = wheel_row(python_.id, "flask", "2.0.0", "bytes");
    const auto sidecar = digests_of("Metadata-Version: 2.1");
    row.metadata_sha256 = sidecar.sha256;
    catalog_.change([&](auto& transaction) -> Result<FileRow> {
        SPOKE_TRY(put_blob(transaction, sidecar));
        return publish(transaction, row);
    });
    catalog_.clock.advance(std::chrono::hours(1));
    catalog_.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(const auto forgotten,
                  forget_unreferenced_blobs(transaction, catalog_.clock.now()));
        EXPECT_TRUE(forgotten.empty());
        return 0;
    });
}

}  // namespace
}  // namespace spoke::catalog
