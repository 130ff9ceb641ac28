#include "factory/publish/seal.hpp"

#include <algorithm>

#include "archive/canonical_wheel.hpp"
#include "archive/wheel_reader.hpp"
#include "crypto/payload_digest.hpp"
#include "provenance/spdx.hpp"
#include "provenance/verifier.hpp"

namespace spoke::factory {
namespace {

archive::Limits own_limits() {
    return archive::memory_limits(base::Deadline::after(std::chrono::minutes(5)));
}

std::vector<provenance::PrebuiltFile> prebuilt_of(const CheckReport& report) {
    std::vector<provenance::PrebuiltFile> all;
    for (const auto& one : report.prebuilt) all.push_back({one.path, one.sha256, one.explanation});
    return all;
}

/// What auditwheel grafted stands in `<name>.libs/` at the top.
std::vector<provenance::BundledLibrary> grafted_libraries(const NormalisedWheel& wheel) {
    std::vector<provenance::BundledLibrary> libraries;
    for (const auto& member : wheel.members) {
        const auto folder = member.path.substr(0, member.path.find('/'));
        if (!folder.ends_with(".libs") || member.path.find(".so") == std::string::npos) continue;
        const auto file = member.path.substr(member.path.rfind('/') + 1);
        provenance::BundledLibrary library;
        library.name = file.substr(0, file.find_first_of("-."));
        library.path = member.path;
        library.sha256 = crypto::sha256(member.bytes);
        library.linkage = provenance::Linkage::contained;
        libraries.push_back(std::move(library));
    }
    return libraries;
}

std::string make_sbom(const Finished& finished, const provenance::SignerInfo& signer,
                      const python::CoreMetadata& metadata) {
    provenance::SbomFacts facts;
    facts.project = finished.order.project;
    facts.version = finished.order.version;
    facts.license = metadata.license_expression;
    facts.supplier = signer.builder_name;
    facts.payload = finished.candidate.wheel.payload;
    facts.created = finished.source.epoch;
    facts.source = finished.order.source;
    facts.source_version = finished.order.base_version;
    facts.base = base_file_of(finished.source);
    facts.build_requirements = finished.order.requirements;
    facts.tools = finished.order.tools;
    facts.libraries = grafted_libraries(finished.candidate.wheel);
    return provenance::render_spdx(facts);
}

provenance::Manifest make_manifest(const Finished& finished, const std::string& sbom) {
    const auto& wheel = finished.candidate.wheel;
    provenance::Manifest manifest;
    manifest.project = finished.order.project;
    manifest.version = finished.order.version;
    manifest.payload = wheel.payload;
    manifest.dist_info = wheel.dist_info;
    manifest.wheel = wheel.name.text();
    manifest.build_number = wheel.name.build() ? wheel.name.build()->text() : "";
    manifest.tier = provenance::Tier::rebuilt;
    manifest.source = finished.order.source;
    manifest.base = base_file_of(finished.source);
    manifest.sboms = {{std::string(archive::k_sbom_name), crypto::sha256(sbom)}};
    manifest.prebuilt = prebuilt_of(finished.candidate.report);
    manifest.seed_ancestry = finished.seeds;
    manifest.equivalence = to_string(finished.candidate.report.comparison.level);
    manifest.statement = {"integrity/" + manifest.project + "/" + manifest.version + "/" +
                              manifest.wheel + "/provenance",
                          std::string(provenance::k_predicate_slsa), finished.ticket.id.text()};
    manifest.files = wheel.files;
    return manifest;
}

}  // namespace

Staged<std::vector<provenance::SeedAncestor>> inherited_seeds(
    const std::vector<RebuiltWheel>& requirements, blobs::BlobStore& blobs, base::Moment now) {
    std::vector<provenance::SeedAncestor> seeds;
    for (const auto& requirement : requirements) {
        SPOKE_TRY(auto blob, blobs.open(requirement.sha256));
        SPOKE_TRY(auto wheel,
                  archive::WheelReader::open_descriptor(std::move(blob.file), own_limits()));
        SPOKE_TRY(const auto text, wheel.find_in_dist_info(archive::k_manifest_name));
        const auto report = provenance::verify_manifest(text.value_or(""), nullptr, {}, now);
        if (!report.manifest)
            return std::unexpected(
                Stop(Error{ErrorCode::corrupt,
                           requirement.file_name + " has no manifest that can be read",
                           {}}));
        for (const auto& seed : report.manifest->seed_ancestry)
            if (std::ranges::find(seeds, seed) == seeds.end()) seeds.push_back(seed);
    }
    return seeds;
}

Staged<SealedWheel> seal(const Finished& finished, provenance::Signer& signer) {
    const auto& wheel = finished.candidate.wheel;
    SPOKE_TRY(const auto info, signer.describe());
    const auto metadata_path = wheel.dist_info + "/METADATA";
    const auto metadata = std::ranges::find(wheel.members, metadata_path, &archive::Member::path);
    if (metadata == wheel.members.end())
        return stop(catalog::FailureClass::unsafe_output, "The wheel has no METADATA.");
    SPOKE_TRY(const auto parsed, python::parse_core_metadata(metadata->bytes));
    auto sbom = make_sbom(finished, info, parsed.metadata);
    SPOKE_TRY(auto manifest, signer.sign_manifest(finished.ticket, make_manifest(finished, sbom)));
    SPOKE_TRY(auto bytes,
              seal_wheel(wheel, std::move(sbom), std::move(manifest), finished.source.epoch));
    SPOKE_TRY(auto content, take_wheel_apart(wheel.name.text(), bytes, own_limits()));
    const auto payload = crypto::payload_digest(
        archive::payload_files(content.members, content.dist_info), content.dist_info);
    if (payload != wheel.payload)
        return std::unexpected(Stop(
            Error{ErrorCode::internal, "the sealed wheel's payload is not the checked one", {}}));
    return SealedWheel{std::move(content), std::move(bytes)};
}

}  // namespace spoke::factory
