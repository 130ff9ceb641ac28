#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/certificate.hpp"
#include "crypto/dsse.hpp"
#include "provenance/vocabulary.hpp"

namespace spoke::provenance {

/// What a leaf key may sign, for whom and when. All of it must fit.
struct TrustedKey {
    std::string key_id;
    crypto::Purpose purpose = crypto::Purpose::rebuild;
    std::vector<std::string> builder_ids;
    std::vector<Tier> tiers;
    std::vector<std::string> names;  ///< normalized project names, `*` for any run of characters
    crypto::Validity period;         ///< signatures must be of this time
    bool operator==(const TrustedKey&) const = default;
};

/// A log that signatures must be in. As soon as a trust file names one, an inclusion proof is
/// compulsory: a stolen key that signs without logging would pass otherwise (threats.md V8).
struct TrustedLog {
    std::string origin;
    std::string key;  ///< a note verifier key
    bool operator==(const TrustedLog&) const = default;
};

/// A key that is no longer believed: all of it, whatever date its signatures claim, since a thief
/// writes the date that suits him.
struct RevokedKey {
    std::string key_id;
    base::Moment revoked{};
    std::string reason;
    bool operator==(const RevokedKey&) const = default;
};

/// Trust file, schema 1 (docs/provenance.md): who is believed about what. Signed by a root that it
/// contains.
struct TrustFile {
    std::string trust_domain;
    std::string builder_name;
    std::int64_t version = 1;  ///< only grows
    base::Moment issued{};
    base::Moment expires{};
    std::vector<crypto::Certificate> roots;
    std::vector<TrustedKey> keys;
    std::vector<TrustedLog> logs;
    std::vector<RevokedKey> revoked;

    const TrustedKey* find_key(std::string_view key_id) const;
    const RevokedKey* find_revoked(std::string_view key_id) const;
    bool operator==(const TrustFile&) const = default;
};

inline constexpr std::chrono::days k_trust_lifetime{365};
/// From so long before the end on, verify warns.
inline constexpr std::chrono::days k_trust_warning{14};

/// The payload and its inverse.
std::string render_trust(const TrustFile& trust);
Result<TrustFile> parse_trust(std::string_view json);

/// The file itself: an envelope with the root's signature.
Result<std::string> sign_trust(const TrustFile& trust, const crypto::PrivateKey& root_key);

/// A trust file and the root that signed it. That it is whole makes it nobody's to believe: that
/// takes an operator's `--trust`, or a pin.
struct SignedTrust {
    TrustFile trust;
    crypto::Certificate root;
};
/// `invalid`: not signed by a root that it contains, or malformed. Its end is not looked at: see
/// check_trust_time.
Result<SignedTrust> parse_signed_trust(std::string_view text);

/// Findings `trust_expired`, `trust_not_yet_valid` (errors: it can't be used),
/// `trust_expires_soon`.
Findings check_trust_time(const TrustFile& trust, base::Moment now);

/// True if `pattern`, with `*` for any run of characters, matches all of `name`.
bool name_matches(std::string_view pattern, std::string_view name);

}  // namespace spoke::provenance
