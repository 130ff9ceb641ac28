#include "verify/judged_manifest.hpp"

namespace spoke::verify {

void describe_judged(Item& item, const provenance::ManifestReport& judged) {
    item.findings = judged.findings;
    item.builder = judged.builder_name;
    item.key_id = judged.key_id;
    if (judged.verdict == provenance::Verdict::invalid) item.integrity = Integrity::invalid;
    if (judged.verdict == provenance::Verdict::trust_missing) item.integrity = Integrity::unknown;
    if (judged.verdict != provenance::Verdict::believed) return;
    const auto& manifest = *judged.manifest;
    item.tier = to_string(manifest.tier);
    item.source_kind = to_string(manifest.source.kind);
    item.builder_id = manifest.builder_id;
    item.signed_at = base::format_rfc3339(manifest.signed_at);
    item.equivalence = manifest.equivalence;
    if (manifest.base) item.base_file_digest = manifest.base->sha256.hex();
    for (const auto& seed : manifest.seed_ancestry) item.seed_ancestry.push_back(seed.purl);
    for (const auto& file : manifest.prebuilt) item.prebuilt.push_back(file.path);
}

}  // namespace spoke::verify
