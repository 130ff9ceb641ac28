#include "provenance/signature_check.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace spoke::provenance {
namespace {

// The signer's clock may be a little ahead of ours.
constexpr std::chrono::minutes k_clock_slack{10};

/// The judgement of one signature, rule by rule; the first broken rule decides.
class SignatureCheck {
public:
    SignatureCheck(const crypto::Envelope& envelope, const SignedClaim& claim,
                   const TrustFile& trust, base::Moment now)
        : envelope_(envelope), claim_(claim), trust_(trust), now_(now) {}

    SignatureReport check(const crypto::EnvelopeSignature& signature) {
        if (signature.chain.empty()) {
            add("no_certificate", "the signature comes without its certificate");
            return std::move(report_);
        }
        const auto& leaf = signature.chain.front();
        report_.builder_name = leaf.subject().common_name;
        report_.key_id = leaf.public_key().id();
        const auto message =
            crypto::pre_authentication_encoding(envelope_.payload_type, envelope_.payload);
        if (!leaf.public_key().verify(message, signature.signature))
            add("bad_signature", "the signature is not that of these bytes");
        else if (check_chain(leaf) && check_key(leaf) && check_claim(leaf))
            check_log();
        return std::move(report_);
    }

private:
    bool add(std::string code, std::string text, std::string hint = {}) {
        report_.findings.push_back(
            {Severity::error, std::move(code), "signature", std::move(text), std::move(hint)});
        return false;
    }

    /// A root of the trust file, never the one that came along.
    bool check_chain(const crypto::Certificate& leaf) {
        auto worst = crypto::ChainProblem::not_issued_by_root;
        for (const auto& root : trust_.roots) {
            const auto problem = crypto::check_chain(leaf, root, claim_.issuer.signed_at);
            if (!problem) return true;
            if (*problem != crypto::ChainProblem::not_issued_by_root) worst = *problem;
        }
        if (worst == crypto::ChainProblem::not_issued_by_root)
            return add("untrusted_root", "its certificate was issued by no root of the trust file",
                       "was it built by somebody else? Their trust file can be given with --trust");
        return add("bad_certificate", std::string(to_string(worst)));
    }

    bool check_key(const crypto::Certificate& leaf) {
        if (const auto* revoked = trust_.find_revoked(report_.key_id))
            return add("key_revoked",
                       "its key was revoked on " + base::format_rfc3339(revoked->revoked) + ": " +
                           base::printable(revoked->reason, 200),
                       "replace the file by one with a newer build number");
        const auto* key = trust_.find_key(report_.key_id);
        if (key == nullptr)
            return add("key_not_trusted", "the trust file does not name its key",
                       "fetch the builder's newest trust file");
        if (leaf.purpose() != key->purpose || claim_.purpose != key->purpose)
            return add("wrong_purpose", "a key for \"" + std::string(to_string(key->purpose)) +
                                            "\" may not sign this");
        return check_time(*key) && check_scope(*key);
    }

    bool check_time(const TrustedKey& key) {
        const auto signed_at = claim_.issuer.signed_at;
        if (signed_at > now_ + k_clock_slack)
            return add("signed_in_future",
                       "it claims to be signed on " + base::format_rfc3339(signed_at),
                       "set this machine's clock");
        if (!key.period.contains(signed_at))
            return add("key_period", "it was signed outside the time that its key is trusted for");
        return true;
    }

    bool check_scope(const TrustedKey& key) {
        if (std::ranges::find(key.builder_ids, claim_.issuer.builder_id) == key.builder_ids.end())
            return add("builder_not_allowed", "its key may not sign for this builder");
        if (std::ranges::find(key.tiers, claim_.tier) == key.tiers.end())
            return add("tier_not_allowed", "its key may not sign files of the tier \"" +
                                               std::string(to_string(claim_.tier)) + "\"");
        const bool named = std::ranges::any_of(key.names, [this](const std::string& pattern) {
            return name_matches(pattern, claim_.project);
        });
        if (!named)
            return add("name_not_allowed", "its key may not sign files of the project \"" +
                                               base::printable(claim_.project, 80) + "\"");
        return true;
    }

    /// What payload and certificate say of the signer is one and the same.
    bool check_claim(const crypto::Certificate& leaf) {
        if (leaf.subject().uri != claim_.issuer.builder_id)
            return add("wrong_builder", "it names another builder than its certificate");
        if (leaf.subject().organization != claim_.issuer.trust_domain ||
            trust_.trust_domain != claim_.issuer.trust_domain)
            return add("wrong_trust_domain", "it is of another trust domain than the trust file");
        return true;
    }

    /// There is no log yet, so no proof can be checked: closed, not open.
    void check_log() {
        if (!trust_.logs.empty())
            add("log_proof_missing",
                "the trust file demands a proof from a log, and there is none that this version "
                "can check",
                "use a newer spokeshave");
    }

    const crypto::Envelope& envelope_;
    const SignedClaim& claim_;
    const TrustFile& trust_;
    base::Moment now_;
    SignatureReport report_;
};

}  // namespace

SignatureReport check_signatures(const crypto::Envelope& envelope, const SignedClaim& claim,
                                 const TrustFile& trust, base::Moment now) {
    SignatureReport first;
    for (const auto& signature : envelope.signatures) {
        auto report = SignatureCheck(envelope, claim, trust, now).check(signature);
        if (!has_errors(report.findings)) return report;
        if (first.findings.empty()) first = std::move(report);
    }
    return first;
}

}  // namespace spoke::provenance
