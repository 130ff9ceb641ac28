#pragma once

#include <map>
#include <string>
#include <vector>

#include "blobs/blob_store.hpp"
#include "catalog/catalog.hpp"
#include "catalog/file_row.hpp"
#include "factory/plan/rebuilt_wheels.hpp"
#include "python/tags.hpp"

namespace spoke::factory {

/// The rebuilt wheels of a factory repository. Remembers what it read: made for one build, used by
/// one thread.
class CatalogWheels final : public RebuiltWheels {
public:
    CatalogWheels(catalog::Catalog& catalog, blobs::BlobStore& blobs, base::Id repository);
    Result<std::vector<RebuiltWheel>> list_wheels(const python::ProjectName& project) override;
    /// What was read is read again: after a wait.
    void forget() { known_.clear(); }

private:
    Result<std::vector<RebuiltWheel>> read_wheels(const python::ProjectName& project);
    Result<RebuiltWheel> describe(const catalog::FileRow& row, const python::Version& version);

    catalog::Catalog& catalog_;
    blobs::BlobStore& blobs_;
    base::Id repository_;
    python::TagRanking ranking_;
    std::map<std::string, std::vector<RebuiltWheel>> known_;
};

}  // namespace spoke::factory
