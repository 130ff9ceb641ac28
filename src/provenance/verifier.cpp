#include "provenance/verifier.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "provenance/signature_check.hpp"

namespace spoke::provenance {
namespace {

Finding error_finding(std::string code, std::string text) {
    return {Severity::error, std::move(code), "", std::move(text), ""};
}

Finding malformed(const Error& error) {
    const auto* const code = error.code == ErrorCode::unsupported ? "unsupported" : "malformed";
    return error_finding(code, error.describe());
}

void append(Findings& findings, Findings more) {
    findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
}

/// Findings that say why there is nothing to judge by; empty: there is.
Findings why_no_trust(const TrustFile* trust, base::Moment now) {
    if (trust == nullptr)
        return {{Severity::error, "trust_missing", "", "no trust file was given and none is pinned",
                 "pin the builder's trust file (spokeshave trust pin) or give it with --trust"}};
    auto findings = check_trust_time(*trust, now);
    std::erase_if(findings,
                  [](const Finding& finding) { return finding.severity != Severity::error; });
    return findings;
}

Result<crypto::Envelope> open_envelope(std::string_view text, std::string_view payload_type) {
    SPOKE_TRY(auto envelope, crypto::parse_envelope(text));
    if (envelope.payload_type != payload_type)
        return fail(ErrorCode::invalid, "it is signed as \"" +
                                            base::printable(envelope.payload_type, 80) +
                                            "\", not as \"" + std::string(payload_type) + "\"");
    return envelope;
}

/// The part of both judgements that is the same: trust, signature, verdict.
template <class Report>
void judge(Report& report, const crypto::Envelope& envelope, const SignedClaim& claim,
           const TrustFile* trust, base::Moment now) {
    // What contradicts itself is invalid whoever may have signed it.
    const bool contradicts = has_errors(report.findings);
    auto missing = why_no_trust(trust, now);
    if (!missing.empty()) {
        append(report.findings, std::move(missing));
        report.verdict = contradicts ? Verdict::invalid : Verdict::trust_missing;
        return;
    }
    auto signature = check_signatures(envelope, claim, *trust, now);
    report.builder_name = std::move(signature.builder_name);
    report.key_id = std::move(signature.key_id);
    append(report.findings, std::move(signature.findings));
    report.verdict = has_errors(report.findings) ? Verdict::invalid : Verdict::believed;
}

template <class Report>
Report refused(const Error& error) {
    Report report;
    report.verdict = Verdict::invalid;
    report.findings.push_back(malformed(error));
    return report;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::believed:
            return "believed";
        case Verdict::invalid:
            return "invalid";
        case Verdict::trust_missing:
            return "trust_missing";
    }
    return "invalid";
}

ManifestReport verify_manifest(std::string_view text, const TrustFile* trust,
                               const ManifestPlace& place, base::Moment now) {
    const auto envelope = open_envelope(text, k_type_manifest);
    if (!envelope) return refused<ManifestReport>(envelope.error());
    auto manifest = parse_manifest(envelope->payload);
    if (!manifest) return refused<ManifestReport>(manifest.error());
    ManifestReport report;
    append(report.findings, check_manifest_names(*manifest));
    append(report.findings, check_manifest_place(*manifest, place));
    const SignedClaim claim{manifest_purpose(manifest->tier),
                            {manifest->builder_id, manifest->trust_domain, manifest->signed_at},
                            manifest->tier,
                            manifest->project};
    judge(report, *envelope, claim, trust, now);
    report.manifest = *std::move(manifest);
    return report;
}

StatementReport verify_statement(std::string_view text, const TrustFile* trust,
                                 const StatementSubject& subject, base::Moment now) {
    const auto envelope = open_envelope(text, k_type_statement);
    if (!envelope) return refused<StatementReport>(envelope.error());
    auto statement = parse_statement(envelope->payload);
    if (!statement) return refused<StatementReport>(statement.error());
    StatementReport report;
    if (statement->subject != subject)
        report.findings.push_back(
            error_finding("wrong_subject", "the statement is about another file"));
    const SignedClaim claim{purpose_of(*statement), statement->issuer, statement->tier,
                            statement->project};
    judge(report, *envelope, claim, trust, now);
    report.statement = *std::move(statement);
    return report;
}

}  // namespace spoke::provenance
