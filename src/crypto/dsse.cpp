#include "crypto/dsse.hpp"

#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "base/json.hpp"

namespace spoke::crypto {
namespace {

using base::Json;

constexpr std::size_t k_depth_limit = 16;
constexpr std::size_t k_type_limit = 256;
constexpr std::size_t k_key_id_limit = 256;
constexpr std::size_t k_signature_limit = 1024;
constexpr std::size_t k_log_proof_limit = std::size_t{256} * 1024;

Result<std::vector<Certificate>> parse_chain(const Json& json) {
    if (!json.is_array() || json.size() > k_chain_limit)
        return fail(ErrorCode::invalid, "\"chain\" must be a list of at most " +
                                            std::to_string(k_chain_limit) + " certificates");
    std::vector<Certificate> chain;
    for (const auto& item : json) {
        if (!item.is_string()) return fail(ErrorCode::invalid, "\"chain\" must hold strings");
        SPOKE_TRY(const auto der, base::from_base64(item.get_ref<const std::string&>()));
        SPOKE_TRY(auto certificate, Certificate::from_der(der));
        chain.push_back(std::move(certificate));
    }
    return chain;
}

Result<EnvelopeSignature> parse_signature(const Json& json) {
    if (!json.is_object()) return fail(ErrorCode::invalid, "a signature must be an object");
    EnvelopeSignature signature;
    signature.key_id = base::json_string_or(json, "keyid", "");
    SPOKE_TRY(const auto text, base::json_string(json, "sig"));
    SPOKE_TRY(signature.signature, base::from_base64(text));
    if (signature.key_id.size() > k_key_id_limit || signature.signature.size() > k_signature_limit)
        return fail(ErrorCode::invalid, "a signature is too long");
    if (const auto chain = json.find("chain"); chain != json.end()) {
        SPOKE_TRY(signature.chain, parse_chain(*chain));
    }
    if (const auto proof = json.find("logProof"); proof != json.end() && !proof->is_null()) {
        signature.log_proof = base::dump_json(*proof);
        if (signature.log_proof.size() > k_log_proof_limit)
            return fail(ErrorCode::invalid, "\"logProof\" is too long");
    }
    return signature;
}

Result<std::vector<EnvelopeSignature>> parse_signatures(const Json& json) {
    const auto list = json.find("signatures");
    if (list == json.end() || !list->is_array() || list->empty() ||
        list->size() > k_signatures_limit)
        return fail(ErrorCode::invalid, "\"signatures\" must be a list of 1 to " +
                                            std::to_string(k_signatures_limit) + " signatures");
    std::vector<EnvelopeSignature> signatures;
    for (const auto& item : *list) {
        SPOKE_TRY(auto signature, parse_signature(item));
        signatures.push_back(std::move(signature));
    }
    return signatures;
}

Json json_of(const EnvelopeSignature& signature) {
    Json json{{"keyid", signature.key_id}, {"sig", base::to_base64(signature.signature)}};
    if (!signature.chain.empty()) {
        auto chain = Json::array();
        for (const auto& certificate : signature.chain)
            chain.push_back(base::to_base64(certificate.der()));
        json["chain"] = std::move(chain);
    }
    if (!signature.log_proof.empty()) {
        auto proof = base::parse_json(signature.log_proof);
        if (proof) json["logProof"] = *std::move(proof);
    }
    return json;
}

}  // namespace

std::string pre_authentication_encoding(std::string_view payload_type, std::string_view payload) {
    std::string text = "DSSEv1 " + std::to_string(payload_type.size()) + " ";
    text.append(payload_type);
    text += " " + std::to_string(payload.size()) + " ";
    text.append(payload);
    return text;
}

const EnvelopeSignature* Envelope::find_signature(const PublicKey& key) const {
    const auto message = pre_authentication_encoding(payload_type, payload);
    for (const auto& signature : signatures)
        if (key.verify(message, signature.signature)) return &signature;
    return nullptr;
}

Result<Envelope> parse_envelope(std::string_view json) {
    if (json.size() > k_envelope_limit)
        return fail(ErrorCode::too_large,
                    "the envelope is larger than " + std::to_string(k_envelope_limit) + " bytes");
    SPOKE_TRY(const auto value, base::parse_json(json, k_depth_limit));
    if (!value.is_object()) return fail(ErrorCode::invalid, "an envelope must be a JSON object");
    Envelope envelope;
    SPOKE_TRY(envelope.payload_type, base::json_string(value, "payloadType"));
    if (envelope.payload_type.empty() || envelope.payload_type.size() > k_type_limit)
        return fail(ErrorCode::invalid, "\"payloadType\" is empty or too long");
    SPOKE_TRY(const auto payload, base::json_string(value, "payload"));
    SPOKE_TRY(envelope.payload, base::from_base64(payload));
    SPOKE_TRY(envelope.signatures, parse_signatures(value));
    return envelope;
}

std::string render_envelope(const Envelope& envelope) {
    auto signatures = Json::array();
    for (const auto& signature : envelope.signatures) signatures.push_back(json_of(signature));
    const Json json{{"payloadType", envelope.payload_type},
                    {"payload", base::to_base64(envelope.payload)},
                    {"signatures", std::move(signatures)}};
    return base::dump_json(json) + "\n";
}

Result<Envelope> sign_envelope(std::string payload_type, std::string payload, const PrivateKey& key,
                               std::vector<Certificate> chain) {
    SPOKE_TRY(auto signature, key.sign(pre_authentication_encoding(payload_type, payload)));
    Envelope envelope{std::move(payload_type), std::move(payload), {}};
    envelope.signatures.push_back(
        {key.public_key().id(), std::move(signature), std::move(chain), {}});
    return envelope;
}

}  // namespace spoke::crypto
