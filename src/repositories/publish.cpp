#include "repositories/publish.hpp"

#include "catalog/blob_rows.hpp"
#include "catalog/files.hpp"
#include "catalog/name_claims.hpp"
#include "catalog/projects.hpp"
#include "catalog/repositories.hpp"
#include "python/file_name.hpp"
#include "repositories/defaults.hpp"
#include "repositories/upstream_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace spoke::repositories {

namespace {

using catalog::FileRow;
using catalog::Repository;
using catalog::Tier;

std::unexpected<Error> refuse(const FileRow& row, ErrorCode code, std::string_view why) {
    return fail(code, fmt::format("{}: {}", row.file_name, why));
}

Result<Repository> writable_repository(const catalog::Reader& reader, std::string_view name,
                                       Writer writer) {
    SPOKE_TRY(auto repository, catalog::find_repository(reader, name));
    if (!repository) return fail(ErrorCode::not_found, fmt::format("no repository {}", name));
    if (repository->kind != catalog::RepositoryKind::hosted)
        return fail(ErrorCode::unsupported,
                    fmt::format("{} is no hosted repository: files go to one of those", name));
    const bool is_factorys = repository->writer == k_factory_writer;
    if (is_factorys != (writer == Writer::factory))
        return fail(ErrorCode::denied, is_factorys
                                           ? fmt::format("{} is written by the factory alone", name)
                                           : fmt::format("the factory does not write to {}", name));
    return *std::move(repository);
}

/// The tier comes from the statement; what an uploader may not say is refused here.
Result<void> check_tier(const FileRow& row, Writer writer) {
    const bool is_ours = row.tier == Tier::rebuilt || row.tier == Tier::remediated;
    if (is_ours != (writer == Writer::factory) || row.tier == Tier::upstream)
        return refuse(row, ErrorCode::denied,
                      fmt::format("the tier {} is not this writer's", to_string(row.tier)));
    if (has_spoke_label(row.version) && row.tier != Tier::remediated)
        return refuse(row, ErrorCode::denied,
                      "the label +spoke is kept for what was remediated here");
    return ok();
}

Result<void> check_name(const FileRow& row) {
    SPOKE_TRY(python::check_safe_file_name(row.file_name));
    const auto name = python::parse_file_name(row.file_name, row.project);
    if (name.version() == nullptr) return refuse(row, ErrorCode::invalid, name.reason);
    if (*name.project() != row.project || name.version()->text() != row.version)
        return refuse(
            row, ErrorCode::invalid,
            fmt::format("the name does not say {} {}", row.project.normalized(), row.version));
    const bool is_wheel = name.kind == python::FileKind::wheel;
    if (is_wheel != (row.kind == catalog::FileKind::wheel))
        return refuse(row, ErrorCode::invalid, "the name is that of another kind of file");
    if (is_wheel) {
        SPOKE_TRY(python::WheelName::parse(row.file_name, python::Strictness::strict));
        return ok();
    }
    const auto expected = python::SdistName::make(*name.project(), *name.version()).text();
    if (row.file_name != expected)
        return refuse(row, ErrorCode::invalid, "an sdist's name must be " + expected);
    return ok();
}

Result<void> check_digests(const PublishedFile& file) {
    const auto& row = file.row;
    if (row.sha256 != file.digests.sha256 || row.blob != file.digests.sha256 ||
        row.blake2b != file.digests.blake2b || row.size != file.digests.size ||
        row.digest_state != catalog::DigestState::verified)
        return refuse(row, ErrorCode::internal, "the row's digests are not those of the bytes");
    const auto sidecar = file.metadata ? std::optional(file.metadata->sha256)
                                       : std::optional<crypto::Sha256Digest>();
    if (row.metadata_sha256 != sidecar)
        return refuse(row, ErrorCode::internal, "the row's sidecar is not the one given");
    return ok();
}

/// The bytes must be in the store before a row may name them (design.md, "What a file is").
Result<void> check_blobs(blobs::BlobStore& store, const PublishedFile& file) {
    std::vector<crypto::Sha256Digest> needed{file.digests.sha256};
    if (file.metadata) needed.push_back(file.metadata->sha256);
    if (file.statement_blob) needed.push_back(file.statement_blob->sha256);
    for (const auto& digest : needed) {
        SPOKE_TRY(const bool is_there, store.contains(digest));
        if (!is_there)
            return refuse(file.row, ErrorCode::internal, "its bytes are not in the store");
    }
    return ok();
}

Result<void> check_project(const catalog::Transaction& transaction, const Repository& repository,
                           const python::ProjectName& project) {
    SPOKE_TRY(const auto claim,
              catalog::find_name_claim(transaction, repository.trust_domain, project));
    if (claim && claim->repository != repository.id)
        return fail(
            ErrorCode::denied,
            fmt::format("the name {} is held by another hosted repository", project.normalized()));
    SPOKE_TRY(const auto known, catalog::find_project(transaction, repository.id, project));
    if (!known || known->status == catalog::ProjectStatus::active ||
        known->status == catalog::ProjectStatus::deprecated)
        return ok();
    return fail(ErrorCode::denied, fmt::format("{} is {}: it takes no files", project.normalized(),
                                               to_string(known->status)));
}

Result<void> put_blobs(catalog::Transaction& transaction, const PublishedFile& file) {
    SPOKE_TRY(catalog::put_blob(transaction, file.digests));
    if (file.metadata) {
        SPOKE_TRY(catalog::put_blob(transaction, *file.metadata));
    }
    if (file.statement_blob) {
        SPOKE_TRY(catalog::put_blob(transaction, *file.statement_blob));
    }
    if (file.statement) {
        SPOKE_TRY(catalog::put_statement(transaction, *file.statement));
    }
    return ok();
}

Result<std::vector<FileRow>> write_files(catalog::Transaction& transaction,
                                         const Repository& repository,
                                         const Publication& publication) {
    std::vector<FileRow> rows;
    for (const auto& file : publication.files) {
        SPOKE_TRY(check_project(transaction, repository, file.row.project));
        if (publication.writer == Writer::uploader) {
            SPOKE_TRY(catalog::claim_name(transaction, repository.id, file.row.project));
        }
        SPOKE_TRY(put_blobs(transaction, file));
        FileRow row = file.row;
        row.repository = repository.id;
        SPOKE_TRY(auto stored, catalog::put_file(transaction, std::move(row)));
        rows.push_back(std::move(stored));
    }
    return rows;
}

}  // namespace

Result<std::vector<FileRow>> publish(const Backends& backends, const Publication& publication) {
    for (const auto& file : publication.files) {
        SPOKE_TRY(check_tier(file.row, publication.writer));
        SPOKE_TRY(check_name(file.row));
        SPOKE_TRY(check_digests(file));
        SPOKE_TRY(check_blobs(backends.blobs, file));
    }
    SPOKE_TRY(auto transaction, backends.catalog.begin(publication.cause));
    SPOKE_TRY(const auto repository,
              writable_repository(transaction, publication.repository, publication.writer));
    SPOKE_TRY(auto rows, write_files(transaction, repository, publication));
    if (publication.also) {
        SPOKE_TRY(publication.also(transaction, rows));
    }
    SPOKE_TRY(transaction.commit());
    // An upload's claim changes what every other repository shows of the name.
    const base::Id where = publication.writer == Writer::uploader ? base::Id() : repository.id;
    std::set<std::string> projects;
    for (const auto& row : rows) projects.insert(row.project.normalized());
    for (const auto& project : projects) backends.changes.announce(where, project);
    return rows;
}

}  // namespace spoke::repositories
