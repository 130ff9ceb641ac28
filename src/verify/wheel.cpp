#include "verify/wheel.hpp"

#include <map>
#include <set>
#include <string>

#include "archive/wheel_reader.hpp"
#include "crypto/digest.hpp"
#include "provenance/verifier.hpp"
#include "python/metadata.hpp"
#include "python/record.hpp"
#include "python/wheel_name.hpp"
#include "verify/installed_distribution.hpp"
#include "verify/judged_manifest.hpp"

namespace spoke::verify {
namespace {

constexpr std::chrono::minutes k_patience{5};

/// The members by path, with their digests: one at a time in memory.
Result<std::map<std::string, crypto::Sha256Digest>> digest_members(archive::WheelReader& wheel) {
    std::map<std::string, crypto::Sha256Digest> out;
    for (const auto& entry : wheel.entries()) {
        if (entry.kind == archive::ZipEntryKind::folder) continue;
        SPOKE_TRY(const auto bytes, wheel.find(entry.name));
        if (bytes) out.emplace(entry.name, crypto::sha256(*bytes));
    }
    return out;
}

void compare(std::map<std::string, crypto::Sha256Digest>& members, const std::string& path,
             const crypto::Sha256Digest& digest, Item& item) {
    ++item.files.total;
    const auto member = members.find(path);
    if (member == members.end()) {
        item.files.missing.push_back(path);
        return;
    }
    if (member->second == digest)
        ++item.files.intact;
    else
        item.files.modified.push_back(path);
    members.erase(member);
}

/// Installers copy the lines of RECORD and remove by them later (V5): it may name what the manifest
/// has, and nothing else.
Result<void> check_record(archive::WheelReader& wheel, const provenance::Manifest& manifest,
                          Item& item) {
    std::set<std::string> allowed = {wheel.dist_info() + "/RECORD",
                                     wheel.dist_info() + "/" + std::string(k_manifest_member)};
    for (const auto& file : manifest.files) allowed.insert(file.path);
    for (const auto& sbom : manifest.sboms) allowed.insert(wheel.dist_info() + "/" + sbom.name);
    SPOKE_TRY(const auto text, wheel.find_in_dist_info("RECORD"));
    const auto record = text ? python::Record::parse(*text)
                             : Result<python::Record>(fail(ErrorCode::not_found, "no RECORD"));
    const auto add = [&](const char* code, std::string where, std::string what) {
        item.findings.push_back(
            {Severity::error, code, std::move(where), std::move(what), "fetch the wheel anew"});
    };
    if (!record) {
        add("record", wheel.dist_info() + "/RECORD", record.error().describe());
        return ok();
    }
    for (const auto& entry : record->entries())
        if (!allowed.contains(entry.path))
            add("record_extra", entry.path, "RECORD names a file that the manifest does not have");
    return ok();
}

Result<void> compare_members(archive::WheelReader& wheel, const provenance::Manifest& manifest,
                             Item& item) {
    SPOKE_TRY(auto members, digest_members(wheel));
    for (const auto& file : manifest.files) compare(members, file.path, file.sha256, item);
    for (const auto& sbom : manifest.sboms)
        compare(members, wheel.dist_info() + "/" + sbom.name, sbom.sha256, item);
    SPOKE_TRY(check_record(wheel, manifest, item));
    members.erase(wheel.dist_info() + "/RECORD");
    members.erase(wheel.dist_info() + "/" + std::string(k_manifest_member));
    for (const auto& [path, digest] : members) item.files.extra.push_back(path);
    const bool whole =
        item.files.modified.empty() && item.files.missing.empty() && item.files.extra.empty();
    item.integrity = whole && !has_errors(item.findings) ? Integrity::intact : Integrity::modified;
    return ok();
}

}  // namespace

Result<Item> verify_wheel(const std::filesystem::path& path, const provenance::TrustFile* trust,
                          base::Moment now) {
    archive::Limits limits;
    limits.deadline = base::Deadline::after(k_patience);
    SPOKE_TRY(auto wheel, archive::WheelReader::open_file(path, limits));
    SPOKE_TRY(const auto metadata_text, wheel.metadata());
    SPOKE_TRY(const auto metadata, python::parse_core_metadata(metadata_text));
    Item item;
    item.path = path.filename().string();
    item.origin = "wheel";
    item.version = metadata.metadata.version_text;
    std::string written;
    if (metadata.metadata.name) {
        written = metadata.metadata.name->written();
        item.name = metadata.metadata.name->normalized();
    }
    SPOKE_TRY(const auto manifest, wheel.find_in_dist_info(k_manifest_member));
    if (!manifest) return item;
    const provenance::ManifestPlace place{wheel.dist_info(), written, item.version, item.path};
    const auto judged = provenance::verify_manifest(*manifest, trust, place, now);
    describe_judged(item, judged);
    if (judged.verdict != provenance::Verdict::believed) return item;
    SPOKE_TRY(compare_members(wheel, *judged.manifest, item));
    return item;
}

}  // namespace spoke::verify
