#include "provenance/attestation.hpp"

#include "base/encoding.hpp"
#include "provenance/json_fields.hpp"
#include "provenance/statement.hpp"

namespace spoke::provenance {
namespace {

Result<Json> attestation_json(const crypto::Envelope& statement) {
    if (statement.payload_type != k_type_statement)
        return fail(ErrorCode::invalid, "PEP 740 carries in-toto statements only");
    if (statement.signatures.size() != 1 || statement.signatures.front().chain.empty())
        return fail(ErrorCode::invalid, "PEP 740 wants one signature with its certificate");
    const auto& signature = statement.signatures.front();
    return Json{{"version", 1},
                {"verification_material",
                 {{"certificate", base::to_base64(signature.chain.front().der())},
                  {"transparency_entries", Json::array()}}},
                {"envelope",
                 {{"statement", base::to_base64(statement.payload)},
                  {"signature", base::to_base64(signature.signature)}}}};
}

Json publisher_json(const crypto::Certificate& leaf) {
    return {{"kind", "Spokeshave"},
            {"claims",
             {{"builder_id", leaf.subject().uri},
              {"builder_name", leaf.subject().common_name},
              {"key_id", leaf.public_key().id()}}}};
}

}  // namespace

Result<std::string> render_attestation(const crypto::Envelope& statement) {
    SPOKE_TRY(const auto json, attestation_json(statement));
    return base::dump_json(json);
}

Result<std::string> render_provenance_object(const std::vector<crypto::Envelope>& statements) {
    auto bundles = Json::array();
    for (const auto& statement : statements) {
        SPOKE_TRY(auto attestation, attestation_json(statement));
        const auto& leaf = statement.signatures.front().chain.front();
        bundles.push_back({{"publisher", publisher_json(leaf)},
                           {"attestations", Json::array({std::move(attestation)})}});
    }
    return base::dump_json({{"version", 1}, {"attestation_bundles", std::move(bundles)}});
}

}  // namespace spoke::provenance
