#include "repositories/file_service.hpp"

#include "blobs/blob_store.hpp"
#include "catalog/files.hpp"
#include "catalog/name_claims.hpp"
#include "catalog/projects.hpp"
#include "python/file_name.hpp"
#include "repositories/file_cache.hpp"
#include "repositories/group.hpp"
#include "repositories/wheel_sidecar.hpp"

#include <algorithm>
#include <utility>

namespace spoke::repositories {

namespace {

constexpr std::size_t k_cached_rows = 50'000;
constexpr std::size_t k_open_files = 512;
/// The largest METADATA that is served; core metadata itself is read under the same bound.
constexpr std::uint64_t k_max_sidecar = 16U << 20U;

Error refused(const FoundFile& file) {
    return Error{
        ErrorCode::denied, file.row().file_name + " is not served: " + file.decision.reason, {}};
}

}  // namespace

std::string file_etag(const catalog::FileRow& row) {
    if (!row.blob || !row.sha256) return {};
    return "\"" + row.sha256->hex() + "\"";
}

FileService::FileService(Backends backends, ProxyTable& proxies)
    : backends_(backends),
      proxies_(proxies),
      cache_(std::make_shared<FileCache>(k_cached_rows, k_open_files)) {
    backends_.changes.subscribe([cache = cache_](const base::Id&, std::string_view project) {
        if (project.empty())
            cache->drop_all();
        else
            cache->drop(project);
    });
}

FileService::~FileService() = default;

std::optional<FoundFile> FileService::find_ready(const catalog::Grant& grant,
                                                 const FileIdentity& identity) {
    auto known = cache_->find(grant.repository(), identity);
    if (!known) return std::nullopt;
    // Rights are of the moment: the cache has none, and this grant may reach less than the one
    // that the row was first found under.
    auto handle = catalog::RowHandle::under(grant, known->row);
    if (!handle) return std::nullopt;
    auto decision = decide(*known->row, known->standing, backends_.catalog.clock().now());
    return FoundFile{std::move(*handle), std::move(decision)};
}

OpenedFilePtr FileService::find_open(const FoundFile& file) {
    if (!file.row().blob || !file.decision.allowed()) return nullptr;
    return cache_->find_open(*file.row().blob);
}

Result<Standing> FileService::standing_of(const catalog::Reader& reader,
                                          const catalog::FileRow& row) {
    const auto home = backends_.directory.find(row.repository);
    if (!home) return fail(ErrorCode::internal, "a row of a repository that is not known");
    SPOKE_TRY(const auto claim, catalog::find_name_claim(reader, home->trust_domain, row.project));
    SPOKE_TRY(const auto project, catalog::find_project(reader, row.repository, row.project));
    Standing standing;
    if (claim) standing.claimant = claim->repository;
    if (project) standing.status = project->status;
    return standing;
}

Result<FoundFile> FileService::judge(const catalog::Reader& reader, catalog::RowHandle handle) {
    SPOKE_TRY(const auto standing, standing_of(reader, handle.row()));
    auto decision = decide(handle.row(), standing, backends_.catalog.clock().now());
    return FoundFile{std::move(handle), std::move(decision)};
}

Result<std::optional<FoundFile>> FileService::look_up(const catalog::Grant& grant,
                                                      const FileIdentity& identity) {
    const auto sequence = backends_.changes.sequence();
    SPOKE_TRY(const auto reader, backends_.catalog.read());
    const auto* blake2b = std::get_if<crypto::Blake2bDigest>(&identity.digest);
    SPOKE_TRY(auto handle,
              blake2b != nullptr
                  ? catalog::find_file_by_blake2b(reader, grant, *blake2b, identity.file_name)
                  : catalog::find_file_by_sha256(reader, grant,
                                                 std::get<crypto::Sha256Digest>(identity.digest),
                                                 identity.file_name));
    if (!handle) return std::optional<FoundFile>();
    const auto row = handle->shared();
    SPOKE_TRY(const auto standing, standing_of(reader, *row));
    cache_->insert(grant.repository(), identity, KnownFile{row, standing}, [&] {
        return !backends_.changes.changed_since(sequence, std::array{row->repository},
                                                row->project.normalized());
    });
    auto decision = decide(*row, standing, backends_.catalog.clock().now());
    return std::optional(FoundFile{std::move(*handle), std::move(decision)});
}

/// A file that no row knows yet may stand on an upstream's page: that page is looked at, and then
/// there is a row or there is none. The digest is never sent anywhere (threats.md I6).
Result<bool> FileService::look_upstream(const catalog::Grant& grant, std::string_view file_name) {
    const auto parsed = python::parse_file_name(file_name);
    const auto* project = parsed.project();
    if (project == nullptr || !grant.covers_project(*project)) return false;
    bool has_looked = false;
    for (const auto& id : grant.readable()) {
        auto* proxy = proxies_.find(id);
        if (proxy == nullptr) continue;
        SPOKE_TRY(const auto found, proxy->load_project(*project));
        has_looked = has_looked || found.has_value();
    }
    return has_looked;
}

Result<std::optional<FoundFile>> FileService::find_file(const catalog::Grant& grant,
                                                        const FileIdentity& identity) {
    SPOKE_TRY(auto found, look_up(grant, identity));
    if (found) return found;
    SPOKE_TRY(const bool has_looked, look_upstream(grant, identity.file_name));
    if (!has_looked) return std::optional<FoundFile>();
    return look_up(grant, identity);
}

Result<std::optional<FoundFile>> FileService::find_file(const catalog::Grant& grant,
                                                        const python::ProjectName& project,
                                                        std::string_view file_name) {
    const auto repository = backends_.directory.find(grant.repository());
    if (!repository || !grant.covers_project(project)) return std::optional<FoundFile>();
    SPOKE_TRY(auto answer, show_project(backends_, proxies_, *repository, project));
    if (!answer.blocked.empty()) return fail(ErrorCode::denied, std::move(answer.blocked));
    if (!answer.project) return std::optional<FoundFile>();
    auto& rows = answer.project->rows;
    const auto row = std::ranges::find(rows, file_name, &catalog::FileRow::file_name);
    if (row == rows.end()) return std::optional<FoundFile>();
    auto handle =
        catalog::RowHandle::under(grant, std::make_shared<const catalog::FileRow>(std::move(*row)));
    if (!handle) return std::optional<FoundFile>();
    SPOKE_TRY(const auto reader, backends_.catalog.read());
    SPOKE_TRY(auto found, judge(reader, std::move(*handle)));
    return std::optional(std::move(found));
}

Result<std::optional<FoundFile>> FileService::find_root_file(std::span<const catalog::Grant> grants,
                                                             const python::ProjectName& project,
                                                             std::string_view file_name) {
    for (const auto name : k_root_file_repositories) {
        for (const auto& grant : grants) {
            if (grant.repository_name() != name) continue;
            SPOKE_TRY(auto found, find_file(grant, project, file_name));
            if (found && found->row().tier != catalog::Tier::upstream) return found;
        }
    }
    return std::optional<FoundFile>();
}

Result<catalog::FileRow> FileService::with_bytes(const FoundFile& file) {
    if (!file.decision.allowed()) return fail(refused(file));
    if (file.row().blob) return file.row();
    auto* proxy = proxies_.find(file.row().repository);
    if (proxy == nullptr)
        return fail(ErrorCode::unavailable,
                    "the bytes of " + file.row().file_name + " are not here, and no upstream is");
    return proxy->bring(file.row());
}

Result<OpenedFilePtr> FileService::open_file(const FoundFile& file) {
    SPOKE_TRY(const auto row, with_bytes(file));
    if (auto open = cache_->find_open(*row.blob)) return open;
    SPOKE_TRY(auto blob, backends_.blobs.open(*row.blob));
    if (row.size && *row.size != blob.size)
        return fail(ErrorCode::corrupt,
                    "the stored bytes of " + row.file_name + " have another size");
    auto opened = std::make_shared<const OpenedFile>(std::move(blob.file), blob.size);
    cache_->insert_open(*row.blob, opened);
    return opened;
}

Result<std::optional<std::string>> FileService::load_sidecar(const FoundFile& file) {
    if (!file.decision.allowed()) return fail(refused(file));
    if (!file.row().metadata_sha256) return std::optional<std::string>();
    SPOKE_TRY(const auto row, with_bytes(file));
    if (!row.metadata_sha256) return std::optional<std::string>();
    SPOKE_TRY(const bool is_stored, backends_.blobs.contains(*row.metadata_sha256));
    if (is_stored) {
        SPOKE_TRY(auto bytes,
                  blobs::load_bytes(backends_.blobs, *row.metadata_sha256, k_max_sidecar));
        return std::optional(std::move(bytes));
    }
    SPOKE_TRY(const auto wheel, backends_.blobs.open(*row.blob));
    SPOKE_TRY(auto bytes, extract_sidecar(wheel.file.get()));
    if (crypto::sha256(bytes) != *row.metadata_sha256)
        return fail(ErrorCode::corrupt,
                    "the metadata of " + row.file_name + " is not what its page says");
    return std::optional(std::move(bytes));
}

}  // namespace spoke::repositories
