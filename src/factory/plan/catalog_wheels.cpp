#include "factory/plan/catalog_wheels.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "catalog/files.hpp"
#include "python/metadata.hpp"
#include "python/wheel_name.hpp"

namespace spoke::factory {
namespace {

/// An installer's order among the wheels of one version: the tag's place, then the build number.
struct Choice {
    catalog::FileRow row;
    python::WheelName name;
    std::size_t place = 0;

    bool better_than(const Choice& other) const {
        if (place != other.place) return place < other.place;
        return other.name.build() < name.build();
    }
};

bool is_usable(const catalog::FileRow& row) {
    return row.kind == catalog::FileKind::wheel && row.tier == catalog::Tier::rebuilt && row.blob &&
           row.metadata_sha256 && !row.hold && !row.yanked;
}

}  // namespace

CatalogWheels::CatalogWheels(catalog::Catalog& catalog, blobs::BlobStore& blobs,
                             base::Id repository)
    : catalog_(catalog),
      blobs_(blobs),
      repository_(std::move(repository)),
      ranking_(python::debian12_target()) {}

Result<std::vector<RebuiltWheel>> CatalogWheels::list_wheels(const python::ProjectName& project) {
    const auto found = known_.find(project.normalized());
    if (found != known_.end()) return found->second;
    SPOKE_TRY(auto wheels, read_wheels(project));
    return known_.emplace(project.normalized(), std::move(wheels)).first->second;
}

Result<std::vector<RebuiltWheel>> CatalogWheels::read_wheels(const python::ProjectName& project) {
    std::vector<catalog::FileRow> rows;
    {
        SPOKE_TRY(const auto reader, catalog_.read());
        SPOKE_TRY(rows, catalog::list_files(reader, repository_, project));
    }
    std::map<python::Version, Choice, std::greater<>> best;
    for (auto& row : rows) {
        if (!is_usable(row)) continue;
        auto name = python::WheelName::parse(row.file_name, python::Strictness::tolerant);
        if (!name) continue;
        const auto place = ranking_.rank(name->tags());
        if (!place) continue;
        Choice choice{std::move(row), std::move(*name), *place};
        const auto [there, added] = best.try_emplace(choice.name.version(), choice);
        if (!added && choice.better_than(there->second)) there->second = std::move(choice);
    }
    std::vector<RebuiltWheel> wheels;
    for (const auto& [version, choice] : best) {
        SPOKE_TRY(auto wheel, describe(choice.row, version));
        wheels.push_back(std::move(wheel));
    }
    return wheels;
}

Result<RebuiltWheel> CatalogWheels::describe(const catalog::FileRow& row,
                                             const python::Version& version) {
    SPOKE_TRY(const auto text,
              blobs::load_bytes(blobs_, *row.metadata_sha256, python::k_max_metadata_bytes));
    SPOKE_TRY(const auto report, python::parse_core_metadata(text));
    RebuiltWheel wheel{row.project, version, row.file_name, *row.blob, {}};
    for (const auto& requirement : report.metadata.requires_dist) {
        if (!requirement.parsed)
            return fail(ErrorCode::corrupt, row.file_name + " requires \"" + requirement.text +
                                                "\", which is not in the form of PEP 508");
        wheel.requires_dist.push_back(*requirement.parsed);
    }
    return wheel;
}

}  // namespace spoke::factory
