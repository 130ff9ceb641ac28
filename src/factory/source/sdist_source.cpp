#include "factory/source/sdist_source.hpp"

#include <algorithm>
#include <vector>

#include "archive/source_archive.hpp"
#include "blobs/blob_store.hpp"
#include "catalog/name_claims.hpp"
#include "catalog/project_sources.hpp"
#include "catalog/repositories.hpp"
#include "python/tags.hpp"
#include "python/wheel_name.hpp"
#include "repositories/decide.hpp"
#include "sandbox/memory_file.hpp"

namespace spoke::factory {
namespace {

using catalog::FailureClass;
using catalog::FileKind;
using catalog::FileRow;

// All files of the tree have one time: no build may depend on when an archive says they changed.
constexpr base::Moment k_tree_time{std::chrono::seconds(315532800)};

bool is_of_version(const FileRow& row, const python::Version& version) {
    const auto parsed = python::Version::parse(row.version);
    return parsed && *parsed == version;
}

/// tar.gz before zip: what PEP 625 wants, and what other tools build from.
const FileRow* choose_sdist(const std::vector<FileRow>& rows, const python::Version& version) {
    const FileRow* best = nullptr;
    for (const auto& row : rows) {
        if (row.kind != FileKind::sdist || !is_of_version(row, version)) continue;
        if (best == nullptr || row.file_name.ends_with(".tar.gz")) best = &row;
    }
    return best;
}

const FileRow* choose_wheel(const std::vector<FileRow>& rows, const python::Version& version) {
    const python::TagRanking ranking(python::debian12_target());
    const FileRow* best = nullptr;
    std::size_t best_place = 0;
    for (const auto& row : rows) {
        if (row.kind != FileKind::wheel || !is_of_version(row, version)) continue;
        const auto name = python::WheelName::parse(row.file_name, python::Strictness::tolerant);
        const auto place = name ? ranking.rank(name->tags()) : std::nullopt;
        if (!place || (best != nullptr && *place >= best_place)) continue;
        best = &row;
        best_place = *place;
    }
    return best;
}

archive::Limits source_limits(const Settings& settings) {
    archive::Limits limits;
    limits.max_bytes = settings.source_limit;
    limits.max_entry_bytes = settings.source_limit;
    limits.deadline = base::Deadline::after(std::chrono::minutes(5));
    return limits;
}

Staged<void> check_policy(const FileRow& row, const repositories::Backends& backends) {
    SPOKE_TRY(const auto reader, backends.catalog.read());
    SPOKE_TRY(const auto repository, catalog::find_repository(reader, row.repository));
    if (!repository) return std::unexpected(Stop(Error{ErrorCode::internal, "no proxy row", {}}));
    SPOKE_TRY(const auto claim,
              catalog::find_name_claim(reader, repository->trust_domain, row.project));
    const repositories::Standing standing{claim ? claim->repository : base::Id()};
    const auto decision = repositories::decide(row, standing, backends.catalog.clock().now());
    if (!decision.allowed())
        return block(FailureClass::refused_source,
                     row.file_name + " may not be used now: " + decision.reason);
    SPOKE_TRY(const auto pin,
              catalog::find_project_source(reader, row.project, catalog::SourceKind::sdist));
    if (pin && pin->location != repository->upstream)
        return block(FailureClass::source_moved,
                     "The source of " + row.project.normalized() + " was " + pin->location +
                         " when it was first built, and is " + repository->upstream +
                         " now. A person must say whether that is right.");
    return {};
}

/// Reads the archive thrice, each time under the same rules: the tree, the digests for W15, and the
/// one file that says how it is built.
Staged<void> read_archive(Source& source, int fd, const Settings& settings) {
    const auto limits = source_limits(settings);
    SPOKE_TRY(source.tree, sandbox::make_memory_file("source"));
    const auto refuse = [&](const Error& error) {
        return stop(FailureClass::refused_source,
                    "Its sdist " + source.sdist.file_name + " is refused: " + error.describe());
    };
    const auto sink = [&](std::string_view bytes) {
        return base::write_all(source.tree.get(), bytes);
    };
    const auto listing = archive::repack_source(fd, limits, k_tree_time, sink);
    if (!listing) return refuse(listing.error());
    source.epoch = listing->newest;
    source.top = listing->top;
    auto facts = collect_source_facts(fd, limits);
    if (!facts) return refuse(facts.error());
    source.facts = std::move(*facts);
    const auto pyproject = archive::read_source_file(fd, source.top + "/pyproject.toml", limits);
    if (!pyproject) return refuse(pyproject.error());
    auto system = read_build_system(*pyproject);
    if (!system) return refuse(system.error());
    source.system = std::move(*system);
    return {};
}

Staged<FileRow> find_sdist_row(const catalog::Build& build, const std::vector<FileRow>& rows,
                               const Settings& settings) {
    SPOKE_TRY(const auto version, python::Version::parse(build.version));
    const auto* sdist = choose_sdist(rows, version);
    if (sdist == nullptr)
        return stop(FailureClass::no_source, settings.upstream + " has no sdist of " +
                                                 build.project.written() + " " + build.version +
                                                 ". Ask for a version that has one.");
    return *sdist;
}

}  // namespace

Staged<Source> find_source(const catalog::Build& build, const repositories::Backends& backends,
                           repositories::Proxy& upstream, const Settings& settings) {
    if (settings.sdist_sources == SdistSources::refused)
        return stop(FailureClass::no_source,
                    "No repository is known for " + build.project.written() +
                        ", and sdists may not be built from. Start the server with "
                        "--allow-sdist-source to allow it.");
    SPOKE_TRY(const auto project, upstream.load_project(build.project));
    if (!project)
        return stop(FailureClass::no_source,
                    settings.upstream + " has no project \"" + build.project.normalized() + "\".");
    SPOKE_TRY(const auto sdist, find_sdist_row(build, project->rows, settings));
    SPOKE_TRY(check_policy(sdist, backends));
    SPOKE_TRY(auto brought, upstream.bring(sdist));
    Source source(std::move(brought));
    SPOKE_TRY(const auto version, python::Version::parse(build.version));
    if (const auto* wheel = choose_wheel(project->rows, version)) {
        SPOKE_TRY(source.wheel, upstream.bring(*wheel));
    }
    SPOKE_TRY(const auto blob, backends.blobs.open(*source.sdist.blob));
    SPOKE_TRY(read_archive(source, blob.file.get(), settings));
    return source;
}

Staged<std::optional<WheelContent>> load_upstream_wheel(const Source& source,
                                                        const repositories::Backends& backends,
                                                        const Settings& settings) {
    if (!source.wheel) return std::nullopt;
    SPOKE_TRY(auto bytes,
              blobs::load_bytes(backends.blobs, *source.wheel->blob, settings.wheel_limit));
    archive::Limits limits = archive::memory_limits(base::Deadline::after(std::chrono::minutes(5)));
    auto content = take_wheel_apart(source.wheel->file_name, std::move(bytes), limits);
    if (!content)
        return stop(FailureClass::refused_source, "Upstream's wheel " + source.wheel->file_name +
                                                      " is refused: " + content.error().describe());
    return std::move(*content);
}

}  // namespace spoke::factory
