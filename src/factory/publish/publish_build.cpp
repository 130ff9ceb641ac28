#include "factory/publish/publish_build.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "blobs/blob_store.hpp"
#include "catalog/blob_rows.hpp"
#include "catalog/build_inputs.hpp"
#include "catalog/files.hpp"
#include "catalog/project_sources.hpp"
#include "catalog/repositories.hpp"
#include "catalog/tickets.hpp"
#include "crypto/dsse.hpp"
#include "factory/publish/report.hpp"
#include "repositories/publish.hpp"

namespace spoke::factory {
namespace {

/// A file with everything beside it durable: what a publication takes, and the pins that keep it.
struct Stored {
    repositories::PublishedFile file;
    std::vector<blobs::Pin> pins;
};

catalog::FileRow make_row(const Finished& finished, base::Moment now,
                          const std::string& requires_python) {
    catalog::FileRow row{.project = finished.build.project};
    row.version = finished.order.version;
    row.digest_state = catalog::DigestState::verified;
    row.upload_time = now;
    row.upload_time_source = catalog::UploadTimeSource::own;
    row.requires_python = requires_python;
    row.tier = catalog::Tier::rebuilt;
    row.source_kind = catalog::SourceKind::sdist;
    row.build = finished.build.id;
    return row;
}

Stored make_stored(catalog::FileRow row) {
    return {{std::move(row), {}, {}, {}, {}}, {}};
}

void set_digests(repositories::PublishedFile& file, const crypto::FileDigests& digests) {
    file.digests = digests;
    file.row.sha256 = digests.sha256;
    file.row.blake2b = digests.blake2b;
    file.row.size = digests.size;
    file.row.blob = digests.sha256;
}

/// What the statement says of a file beyond the ticket: computed here, none of it a worker's word.
provenance::BuildResult result_of(const repositories::PublishedFile& file, const Finished& finished,
                                  base::Moment now) {
    provenance::BuildResult result;
    result.subject = {file.row.file_name, *file.row.sha256};
    result.equivalence = to_string(finished.candidate.report.comparison.level);
    result.base = base_file_of(finished.source);
    result.seed_ancestry = finished.seeds;
    result.started = finished.build.started.value_or(now);
    result.finished = now;
    if (file.row.kind != catalog::FileKind::wheel) return result;
    result.payload = finished.candidate.wheel.payload;
    for (const auto& one : finished.candidate.report.prebuilt)
        result.prebuilt.push_back({one.path, one.sha256, one.explanation});
    return result;
}

Result<void> add_statement(Stored& stored, const provenance::BuildResult& result,
                           const provenance::BuildTicket& ticket, provenance::Signer& signer,
                           blobs::BlobStore& blobs) {
    SPOKE_TRY(const auto envelope, signer.sign_rebuild(ticket, result));
    SPOKE_TRY(const auto signed_by, crypto::parse_envelope(envelope));
    if (signed_by.signatures.empty()) return fail(ErrorCode::internal, "an unsigned statement");
    SPOKE_TRY(auto blob, blobs::store_bytes(blobs, envelope));
    stored.file.statement_blob = blob.digests;
    stored.file.row.statement = blob.digests.sha256;
    stored.file.statement = catalog::StatementRow{
        blob.digests.sha256, *stored.file.row.sha256, std::string(provenance::k_predicate_slsa),
        signed_by.signatures.front().key_id, result.finished};
    stored.pins.push_back(std::move(blob.pin));
    return ok();
}

Result<Stored> store_wheel(const Finished& finished, const SealedWheel& sealed,
                           blobs::BlobStore& blobs, base::Moment now) {
    auto stored = make_stored(make_row(finished, now, sealed.content.metadata.requires_python));
    auto& file = stored.file;
    file.row.file_name = sealed.content.name.text();
    file.row.kind = catalog::FileKind::wheel;
    const auto& base = finished.source.base_file();
    file.row.derived_from = base.blob;
    file.row.base_upload_time = base.upload_time;
    SPOKE_TRY(auto wheel, blobs::store_bytes(blobs, sealed.bytes));
    set_digests(file, wheel.digests);
    stored.pins.push_back(std::move(wheel.pin));
    const auto* metadata = sealed.content.find_in_dist_info("METADATA");
    SPOKE_ASSERT(metadata != nullptr);
    SPOKE_TRY(auto sidecar, blobs::store_bytes(blobs, metadata->bytes));
    file.metadata = sidecar.digests;
    file.row.metadata_sha256 = sidecar.digests.sha256;
    stored.pins.push_back(std::move(sidecar.pin));
    return stored;
}

Result<Stored> store_sdist(const Finished& finished, const std::string& requires_python,
                           blobs::BlobStore& blobs, base::Moment now) {
    auto stored = make_stored(make_row(finished, now, requires_python));
    auto& file = stored.file;
    file.row.file_name = finished.candidate.sdist_name.text();
    file.row.kind = catalog::FileKind::sdist;
    file.row.derived_from = finished.source.sdist.blob;
    file.row.base_upload_time = finished.source.sdist.upload_time;
    SPOKE_TRY(auto sdist, blobs::store_bytes(blobs, finished.candidate.sdist));
    set_digests(file, sdist.digests);
    stored.pins.push_back(std::move(sdist.pin));
    return stored;
}

/// Whether this name is free, or has exactly these bytes.
Result<bool> may_have_name(const Stored& stored, const base::Id& repository,
                           catalog::Catalog& catalog) {
    SPOKE_TRY(const auto reader, catalog.read());
    SPOKE_TRY(const auto former,
              catalog::find_never_reuse(reader, repository, stored.file.row.file_name));
    return !former || former == stored.file.row.sha256;
}

std::vector<catalog::BuildInput> inputs_of(const Finished& finished) {
    using catalog::InputRole;
    const auto& id = finished.build.id;
    const auto& source = finished.source;
    std::vector<catalog::BuildInput> inputs;
    inputs.push_back({id, *source.sdist.blob, InputRole::source, source.sdist.file_name});
    if (source.wheel)
        inputs.push_back({id, *source.wheel->blob, InputRole::base_file, source.wheel->file_name});
    for (const auto& wheel : finished.candidate.plan.wheels)
        inputs.push_back({id, wheel.sha256, InputRole::build_requirement, wheel.file_name});
    inputs.push_back({id, finished.order.toolchain, InputRole::toolchain, "Debian 12"});
    for (const auto& seed : finished.seeds)
        inputs.push_back({id, seed.sha256, InputRole::seed, seed.purl});
    return inputs;
}

/// What the transaction writes besides the rows of the files.
Result<void> write_rest(catalog::Transaction& transaction, const Finished& finished,
                        const PublishRight& right, const crypto::FileDigests& log,
                        const std::string& report) {
    SPOKE_TRY(const auto used, catalog::use_ticket(transaction, right.ticket.nonce, right.worker));
    if (used.id != right.ticket.id || used.order != finished.ticket.order)
        return fail(ErrorCode::denied, "the ticket is not the one that was issued for this build");
    SPOKE_TRY(catalog::add_build_inputs(transaction, inputs_of(finished)));
    SPOKE_TRY(const auto proxy,
              catalog::find_repository(transaction, finished.source.sdist.repository));
    if (!proxy) return fail(ErrorCode::internal, "the source's repository is gone");
    SPOKE_TRY(catalog::pin_project_source(
        transaction, {finished.build.project, catalog::SourceKind::sdist, proxy->upstream,
                      finished.build.id, transaction.now()}));
    SPOKE_TRY(catalog::put_blob(transaction, log));
    SPOKE_TRY(catalog::set_build_log(transaction, right.lease, log.sha256));
    SPOKE_TRY(catalog::set_build_report(transaction, right.lease, report));
    return catalog::end_build(transaction, right.lease, catalog::BuildState::published, {});
}

Result<std::vector<Stored>> store_files(const Finished& finished, const SealedWheel& sealed,
                                        const repositories::Backends& backends, LogBook& log,
                                        base::Moment now) {
    std::vector<Stored> files;
    SPOKE_TRY(auto wheel, store_wheel(finished, sealed, backends.blobs, now));
    files.push_back(std::move(wheel));
    SPOKE_TRY(auto sdist,
              store_sdist(finished, sealed.content.metadata.requires_python, backends.blobs, now));
    SPOKE_TRY(const bool free, may_have_name(sdist, finished.build.repository, backends.catalog));
    if (free)
        files.push_back(std::move(sdist));
    else
        log.say("the sdist is left out: an earlier rebuild published other bytes of that name");
    return files;
}

}  // namespace

Staged<void> publish_build(const Finished& finished, const PublishRight& right,
                           const repositories::Backends& backends, provenance::Signer& signer,
                           LogBook& log) {
    const auto now = backends.catalog.clock().now();
    SPOKE_TRY(const auto sealed, seal(finished, signer));
    SPOKE_TRY(auto stored, store_files(finished, sealed, backends, log, now));
    for (const auto& one : stored)
        log.say(fmt::format("publish {} sha256:{}", one.file.row.file_name,
                            one.file.row.sha256->hex()));
    // The statements name the log, so that nothing is written to it from here on.
    SPOKE_TRY(const auto log_blob, blobs::store_bytes(backends.blobs, log.text()));
    const auto report = render_report(finished.candidate.report, finished.candidate.plan.rung.name);
    const std::vector<provenance::NamedFile> byproducts = {
        {"build.log", log_blob.digests.sha256},
        {"plan.json", crypto::sha256(render_plan(finished.candidate.plan, finished.source))},
        {"report.json", crypto::sha256(report)}};
    repositories::Publication publication;
    publication.repository = right.repository;
    publication.writer = repositories::Writer::factory;
    publication.cause.event = base::Id::make(backends.catalog.clock(), backends.catalog.random());
    for (auto& one : stored) {
        auto result = result_of(one.file, finished, now);
        result.byproducts = byproducts;
        SPOKE_TRY(add_statement(one, result, finished.ticket, signer, backends.blobs));
        publication.files.push_back(one.file);
    }
    publication.also = [&](catalog::Transaction& transaction,
                           const std::vector<catalog::FileRow>&) {
        return write_rest(transaction, finished, right, log_blob.digests, report);
    };
    SPOKE_TRY(repositories::publish(backends, publication));
    return {};
}

}  // namespace spoke::factory
