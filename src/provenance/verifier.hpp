#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/finding.hpp"
#include "base/time.hpp"
#include "crypto/dsse.hpp"
#include "provenance/manifest.hpp"
#include "provenance/statement.hpp"
#include "provenance/trust.hpp"

namespace spoke::provenance {

enum class Verdict {
    believed,       ///< signed by a key that the trust file allows for exactly this
    invalid,        ///< malformed, badly signed, out of scope, revoked, or about something else
    trust_missing,  ///< nothing to judge by: no trust file, or one that may not be used now
};
std::string_view to_string(Verdict verdict);

/// What the place says in which a manifest was found (threats.md V6). Empty: not known.
struct ManifestPlace {
    std::string dist_info;         ///< the folder's name
    std::string metadata_name;     ///< Name of METADATA, as written
    std::string metadata_version;  ///< Version of METADATA, as written
    std::string wheel;             ///< file name, where the wheel is at hand
};

struct ManifestReport {
    Verdict verdict = Verdict::trust_missing;
    /// What it says; believe it only where the verdict says so. Empty: can't be read.
    std::optional<Manifest> manifest;
    std::string builder_name;  ///< of the certificate
    std::string key_id;
    Findings findings;  ///< errors first
};

/// Judges an embedded manifest (the bytes of spokeshave.payload.dsse.json) at a moment. The chain
/// inside only helps to find the root in the trust file; without `trust` the verdict is
/// `trust_missing`, whatever it says. Whether the files are those of the manifest is not judged
/// here.
ManifestReport verify_manifest(std::string_view text, const TrustFile* trust,
                               const ManifestPlace& place, base::Moment now);

struct StatementReport {
    Verdict verdict = Verdict::trust_missing;
    std::optional<StatementView> statement;
    std::string builder_name;
    std::string key_id;
    Findings findings;
};

/// Judges a signed statement about the file of this name and digest.
StatementReport verify_statement(std::string_view text, const TrustFile* trust,
                                 const StatementSubject& subject, base::Moment now);

/// What the manifest's own names say of each other: purl, folder, wheel file name and build number
/// (V6). Needs no trust.
Findings check_manifest_names(const Manifest& manifest);
/// What the manifest and the place it was found in say of each other (V6).
Findings check_manifest_place(const Manifest& manifest, const ManifestPlace& place);

}  // namespace spoke::provenance
