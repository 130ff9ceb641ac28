#include "provenance/statement.hpp"

#include "provenance/json_fields.hpp"
#include "provenance/statement_json.hpp"

namespace spoke::provenance {
namespace {

void add_issuer(Json& predicate, const Issuer& issuer) {
    predicate["builder_id"] = issuer.builder_id;
    predicate["trust_domain"] = issuer.trust_domain;
    predicate["signed_at"] = base::format_rfc3339(issuer.signed_at);
}

}  // namespace

std::string render_in_toto(const StatementSubject& subject, std::string_view predicate_type,
                           Json predicate) {
    const Json file{{"name", subject.file_name}, {"digest", {{"sha256", subject.sha256.hex()}}}};
    return base::dump_json({{"_type", k_statement_type},
                            {"subject", Json::array({file})},
                            {"predicateType", predicate_type},
                            {"predicate", std::move(predicate)}});
}

std::string render_mirror(const MirrorStatement& statement, const Issuer& issuer) {
    Json predicate{
        {"schema", 1},
        {"upstream", statement.upstream},
        {"location", statement.location},
        {"fetched", base::format_rfc3339(statement.fetched)},
        {"digest_known", statement.digest_known},
        {"upload_time",
         statement.upload_time ? Json(base::format_rfc3339(*statement.upload_time)) : Json()}};
    add_issuer(predicate, issuer);
    return render_in_toto(statement.subject, k_predicate_mirror, std::move(predicate));
}

std::string render_upload(const UploadStatement& statement, const Issuer& issuer) {
    Json predicate{{"schema", 1},
                   {"repository", statement.repository},
                   {"principal", statement.principal},
                   {"uploaded", base::format_rfc3339(statement.uploaded)}};
    add_issuer(predicate, issuer);
    return render_in_toto(statement.subject, k_predicate_upload, std::move(predicate));
}

std::optional<crypto::Purpose> purpose_of(const StatementView& statement) {
    if (statement.predicate_type == k_predicate_mirror) return crypto::Purpose::mirror;
    if (statement.predicate_type == k_predicate_upload) return crypto::Purpose::upload;
    if (statement.predicate_type != k_predicate_slsa) return std::nullopt;
    if (statement.build_type == k_buildtype_rebuild) return crypto::Purpose::rebuild;
    if (statement.build_type == k_buildtype_remediation) return crypto::Purpose::remediate;
    return std::nullopt;
}

std::optional<crypto::Purpose> manifest_purpose(Tier tier) {
    if (tier == Tier::rebuilt) return crypto::Purpose::rebuild;
    if (tier == Tier::remediated) return crypto::Purpose::remediate;
    return std::nullopt;
}

}  // namespace spoke::provenance
