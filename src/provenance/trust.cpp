#include "provenance/trust.hpp"

#include <algorithm>
#include <set>

#include "provenance/json_fields.hpp"

namespace spoke::provenance {
namespace {

// A day more than the lifetime: calendars and time zones.
constexpr std::chrono::days k_longest_lifetime = k_trust_lifetime + std::chrono::days{1};

Finding error_finding(std::string code, std::string text, std::string hint) {
    return {Severity::error, std::move(code), "trust file", std::move(text), std::move(hint)};
}

}  // namespace

const TrustedKey* TrustFile::find_key(std::string_view key_id) const {
    const auto found = std::ranges::find(keys, key_id, &TrustedKey::key_id);
    return found == keys.end() ? nullptr : &*found;
}

const RevokedKey* TrustFile::find_revoked(std::string_view key_id) const {
    const auto found = std::ranges::find(revoked, key_id, &RevokedKey::key_id);
    return found == revoked.end() ? nullptr : &*found;
}

Result<std::string> sign_trust(const TrustFile& trust, const crypto::PrivateKey& root_key) {
    SPOKE_TRY(const auto envelope,
              crypto::sign_envelope(std::string(k_type_trust), render_trust(trust), root_key, {}));
    return crypto::render_envelope(envelope);
}

Result<SignedTrust> parse_signed_trust(std::string_view text) {
    SPOKE_TRY(const auto envelope, crypto::parse_envelope(text));
    if (envelope.payload_type != k_type_trust)
        return fail(ErrorCode::invalid, "this is not a trust file");
    SPOKE_TRY(auto trust, parse_trust(envelope.payload));
    if (trust.expires <= trust.issued || trust.expires - trust.issued > k_longest_lifetime)
        return fail(ErrorCode::invalid, "the trust file claims a life longer than one year");
    for (const auto& root : trust.roots) {
        if (envelope.find_signature(root.public_key()) == nullptr) continue;
        if (const auto problem = crypto::check_root(root, trust.issued))
            return fail(ErrorCode::invalid,
                        "the trust file's root: " + std::string(to_string(*problem)));
        auto signer = root;
        return SignedTrust{std::move(trust), std::move(signer)};
    }
    return fail(ErrorCode::invalid, "the trust file is not signed by a root that it names");
}

Findings check_trust_time(const TrustFile& trust, base::Moment now) {
    const auto ends = base::format_rfc3339(trust.expires);
    const auto* const hint = "ask the builder for its newest trust file";
    if (now > trust.expires)
        return {error_finding("trust_expired", "the trust file ended on " + ends, hint)};
    // A clock that is a little late must not make a fresh file unusable.
    if (now + std::chrono::hours{24} < trust.issued)
        return {error_finding("trust_not_yet_valid",
                              "the trust file begins on " + base::format_rfc3339(trust.issued),
                              "set this machine's clock")};
    if (now + k_trust_warning > trust.expires)
        return {{Severity::warning, "trust_expires_soon", "trust file",
                 "the trust file ends on " + ends, hint}};
    return {};
}

bool name_matches(std::string_view pattern, std::string_view name) {
    std::size_t at = 0;
    std::size_t in_name = 0;
    auto star = std::string_view::npos;
    std::size_t resume = 0;
    while (in_name < name.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            resume = in_name;
        } else if (at < pattern.size() && pattern[at] == name[in_name]) {
            ++at;
            ++in_name;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in_name = ++resume;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == '*') ++at;
    return at == pattern.size();
}

}  // namespace spoke::provenance
