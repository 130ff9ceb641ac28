#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "catalog/blob_rows.hpp"
#include "catalog/catalog.hpp"
#include "catalog/files.hpp"
#include "catalog/repositories.hpp"
#include "support/fast_folder.hpp"
#include "support/manual_clock.hpp"
#include "support/must.hpp"

namespace spoke::tests {

/// A catalog in a folder of its own. The test's executable needs spoke_catalog.
class TestCatalog {
public:
    TestCatalog()
        : folder_(must(make_fast_folder("spoke-catalog"))),
          catalog_(must(catalog::Catalog::open(file(), clock, random))) {}

    std::filesystem::path file() const { return folder_.path() / "catalog.sqlite"; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    catalog::Catalog& operator*() { return *catalog_; }
    catalog::Catalog* operator->() { return catalog_.get(); }

    catalog::Reader read() { return must(catalog_->read()); }
    catalog::Transaction begin(base::Id principal = {}) {
        return must(catalog_->begin({.event = {}, .principal = std::move(principal)}));
    }
    /// Runs one change in a transaction of its own.
    template <class Work>
    auto change(Work&& work) {
        auto transaction = begin();
        auto result = must(work(transaction));
        must(transaction.commit());
        return result;
    }

    catalog::Repository add_repository(
        std::string name, catalog::RepositoryKind kind = catalog::RepositoryKind::hosted,
        catalog::Visibility visibility = catalog::Visibility::is_private) {
        return change([&](auto& transaction) {
            return catalog::create_repository(
                transaction, {.name = std::move(name), .kind = kind, .visibility = visibility});
        });
    }

    void reopen() {
        catalog_.reset();
        catalog_ = must(catalog::Catalog::open(file(), clock, random));
    }

    ManualClock clock;
    CountingRandom random;

private:
    base::TemporaryFolder folder_;
    std::unique_ptr<catalog::Catalog> catalog_;
};

inline python::ProjectName project_name(std::string_view text) {
    return must(python::ProjectName::parse(text));
}

inline crypto::FileDigests digests_of(std::string_view bytes) {
    return {.sha256 = crypto::sha256(bytes),
            .blake2b = crypto::blake2b_256(bytes),
            .size = bytes.size()};
}

/// A wheel whose bytes are here. Its blob's row comes with put_blob.
inline catalog::FileRow wheel_row(const base::Id& repository, std::string_view project,
                                  std::string_view version, std::string_view bytes) {
    const auto name = project_name(project);
    const auto digests = digests_of(bytes);
    catalog::FileRow row{
        .repository = repository,
        .project = name,
        .version = std::string(version),
        .file_name = name.file_part() + "-" + std::string(version) + "-py3-none-any.whl"};
    row.kind = catalog::FileKind::wheel;
    row.sha256 = digests.sha256;
    row.blake2b = digests.blake2b;
    row.size = digests.size;
    row.blob = digests.sha256;
    row.digest_state = catalog::DigestState::verified;
    return row;
}

inline Result<catalog::FileRow> publish(catalog::Transaction& transaction, catalog::FileRow row) {
    if (row.blob) {
        SPOKE_TRY(catalog::put_blob(
            transaction, {.sha256 = *row.sha256, .blake2b = *row.blake2b, .size = *row.size}));
    }
    return catalog::put_file(transaction, std::move(row));
}

}  // namespace spoke::tests
