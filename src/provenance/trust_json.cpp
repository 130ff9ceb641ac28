#include <algorithm>
#include <set>

#include "base/encoding.hpp"
#include "provenance/json_fields.hpp"
#include "provenance/trust.hpp"

namespace spoke::provenance {
namespace {

constexpr std::size_t k_keys_limit = 4096;
constexpr std::size_t k_roots_limit = 16;

Json root_json(const crypto::Certificate& root) {
    return {{"certificate", base::to_base64(root.der())}, {"fingerprint", root.fingerprint()}};
}

Result<crypto::Certificate> parse_root(const Json& json) {
    SPOKE_TRY(const auto text, base::json_string(json, "certificate"));
    SPOKE_TRY(const auto der, base::from_base64(text));
    return crypto::Certificate::from_der(der);
}

Json key_json(const TrustedKey& key) {
    return {{"key_id", key.key_id},
            {"purpose", to_string(key.purpose)},
            {"builder_ids", key.builder_ids},
            {"tiers", json_list_of(key.tiers, [](Tier tier) { return to_string(tier); })},
            {"names", key.names},
            {"not_before", base::format_rfc3339(key.period.not_before)},
            {"not_after", base::format_rfc3339(key.period.not_after)}};
}

Result<std::string> json_key_id(const Json& json) {
    SPOKE_TRY(auto id, json_text(json, "key_id"));
    if (!base::is_lower_hex(id, 64))
        return fail(ErrorCode::invalid, "\"key_id\" must be 64 lower-case hex digits");
    return id;
}

Result<TrustedKey> parse_key(const Json& json) {
    TrustedKey key;
    SPOKE_TRY(key.key_id, json_key_id(json));
    SPOKE_TRY(const auto purpose, json_text(json, "purpose"));
    const auto known = crypto::find_purpose(purpose);
    if (!known) return fail(ErrorCode::invalid, "unknown purpose \"" + purpose + "\"");
    key.purpose = *known;
    SPOKE_TRY(key.builder_ids, json_texts(json, "builder_ids", k_keys_limit));
    SPOKE_TRY(const auto tiers, json_texts(json, "tiers", 16));
    for (const auto& word : tiers) {
        const auto tier = find_tier(word);
        if (!tier) return fail(ErrorCode::invalid, "unknown tier \"" + word + "\"");
        key.tiers.push_back(*tier);
    }
    SPOKE_TRY(key.names, json_texts(json, "names", k_keys_limit));
    SPOKE_TRY(key.period.not_before, json_moment(json, "not_before"));
    SPOKE_TRY(key.period.not_after, json_moment(json, "not_after"));
    return key;
}

Json log_json(const TrustedLog& log) {
    return {{"origin", log.origin}, {"key", log.key}};
}

Result<TrustedLog> parse_log(const Json& json) {
    TrustedLog log;
    SPOKE_TRY(log.origin, json_word(json, "origin"));
    SPOKE_TRY(log.key, json_word(json, "key"));
    return log;
}

Json revoked_json(const RevokedKey& key) {
    return {{"key_id", key.key_id},
            {"revoked", base::format_rfc3339(key.revoked)},
            {"reason", key.reason}};
}

Result<RevokedKey> parse_revoked(const Json& json) {
    RevokedKey key;
    SPOKE_TRY(key.key_id, json_key_id(json));
    SPOKE_TRY(key.revoked, json_moment(json, "revoked"));
    SPOKE_TRY(key.reason, json_text(json, "reason"));
    return key;
}

/// The first entry would hide the second one's narrower scope.
Result<void> refuse_duplicate_keys(const TrustFile& trust) {
    std::set<std::string_view> seen;
    for (const auto& key : trust.keys)
        if (!seen.insert(key.key_id).second)
            return fail(ErrorCode::invalid,
                        "the trust file names the key " + key.key_id + " twice");
    return ok();
}

}  // namespace

std::string render_trust(const TrustFile& trust) {
    return base::dump_json({{"schema", 1},
                            {"trust_domain", trust.trust_domain},
                            {"builder_name", trust.builder_name},
                            {"version", trust.version},
                            {"issued", base::format_rfc3339(trust.issued)},
                            {"expires", base::format_rfc3339(trust.expires)},
                            {"roots", json_list_of(trust.roots, root_json)},
                            {"keys", json_list_of(trust.keys, key_json)},
                            {"logs", json_list_of(trust.logs, log_json)},
                            {"revoked", json_list_of(trust.revoked, revoked_json)}});
}

Result<TrustFile> parse_trust(std::string_view json) {
    SPOKE_TRY(const auto value, base::parse_json(json, 8));
    if (!value.is_object()) return fail(ErrorCode::invalid, "a trust file must be an object");
    SPOKE_TRY(const auto schema, base::json_integer(value, "schema"));
    if (schema != 1)
        return fail(ErrorCode::unsupported,
                    "the trust file is of a later schema; use a newer spokeshave");
    TrustFile trust;
    SPOKE_TRY(trust.trust_domain, json_word(value, "trust_domain"));
    SPOKE_TRY(trust.builder_name, json_word(value, "builder_name"));
    SPOKE_TRY(trust.version, base::json_integer(value, "version"));
    if (trust.version < 1) return fail(ErrorCode::invalid, "\"version\" must be 1 or more");
    SPOKE_TRY(trust.issued, json_moment(value, "issued"));
    SPOKE_TRY(trust.expires, json_moment(value, "expires"));
    SPOKE_TRY(trust.roots, json_list(value, "roots", k_roots_limit, parse_root));
    SPOKE_TRY(trust.keys, json_list(value, "keys", k_keys_limit, parse_key));
    // A log that were passed over would switch off what it makes compulsory, so the key must be.
    SPOKE_TRY(trust.logs, json_list(value, "logs", k_roots_limit, parse_log));
    SPOKE_TRY(trust.revoked, json_list(value, "revoked", k_keys_limit, parse_revoked));
    SPOKE_TRY(refuse_duplicate_keys(trust));
    return trust;
}

}  // namespace spoke::provenance
