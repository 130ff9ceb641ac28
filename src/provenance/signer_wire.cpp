#include "provenance/signer_wire.hpp"

#include <functional>

#include "provenance/json_fields.hpp"
#include "provenance/manifest_json.hpp"

namespace spoke::provenance {
namespace {

constexpr std::size_t k_depth_limit = 16;

Json optional_moment(const std::optional<base::Moment>& moment) {
    return moment ? Json(base::format_rfc3339(*moment)) : Json();
}

bool is_given(const Json& json, std::string_view key) {
    const auto found = json.find(key);
    return found != json.end() && !found->is_null();
}

Json ticket_json(const BuildTicket& ticket) {
    return {{"id", ticket.id.text()}, {"nonce", ticket.nonce}, {"order", ticket.order}};
}

Result<BuildTicket> parse_ticket(const Json& request) {
    SPOKE_TRY(const auto* json, json_object(request, "ticket"));
    SPOKE_TRY(refuse_unknown_keys(*json, {"id", "nonce", "order"}, "the ticket"));
    BuildTicket ticket;
    SPOKE_TRY(const auto id, json_word(*json, "id"));
    SPOKE_TRY(ticket.id, base::Id::parse(id));
    SPOKE_TRY(ticket.nonce, json_word(*json, "nonce"));
    SPOKE_TRY(ticket.order, base::json_string(*json, "order"));
    return ticket;
}

Json subject_json(const StatementSubject& subject) {
    return {{"file_name", subject.file_name}, {"sha256", subject.sha256.hex()}};
}

Result<StatementSubject> parse_subject(const Json& json) {
    SPOKE_TRY(const auto* object, json_object(json, "subject"));
    SPOKE_TRY(refuse_unknown_keys(*object, {"file_name", "sha256"}, "the subject"));
    StatementSubject subject;
    SPOKE_TRY(subject.file_name, json_word(*object, "file_name"));
    SPOKE_TRY(subject.sha256, json_digest(*object, "sha256"));
    return subject;
}

Json result_json(const BuildResult& result) {
    return {{"subject", subject_json(result.subject)},
            {"tier", to_string(result.tier)},
            {"payload", result.payload ? Json(result.payload->hex()) : Json()},
            {"equivalence", result.equivalence},
            {"base", result.base ? base_json(*result.base) : Json()},
            {"byproducts", json_list_of(result.byproducts, named_file_json)},
            {"prebuilt", json_list_of(result.prebuilt, prebuilt_json)},
            {"seed_ancestry", json_list_of(result.seed_ancestry, seed_json)},
            {"started", base::format_rfc3339(result.started)},
            {"finished", base::format_rfc3339(result.finished)}};
}

Result<void> parse_result_lists(const Json& json, BuildResult& result) {
    SPOKE_TRY(result.byproducts, json_list(json, "byproducts", k_list_limit, parse_named_file));
    SPOKE_TRY(result.prebuilt, json_list(json, "prebuilt", k_list_limit, parse_prebuilt));
    SPOKE_TRY(result.seed_ancestry, json_list(json, "seed_ancestry", k_list_limit, parse_seed));
    return ok();
}

Result<BuildResult> parse_result(const Json& request) {
    SPOKE_TRY(const auto* json, json_object(request, "result"));
    SPOKE_TRY(
        refuse_unknown_keys(*json,
                            {"subject", "tier", "payload", "equivalence", "base", "byproducts",
                             "prebuilt", "seed_ancestry", "started", "finished"},
                            "the result"));
    BuildResult result;
    SPOKE_TRY(result.subject, parse_subject(*json));
    SPOKE_TRY(const auto tier, json_text(*json, "tier"));
    const auto known = find_tier(tier);
    if (!known) return fail(ErrorCode::invalid, "unknown tier");
    result.tier = *known;
    if (is_given(*json, "payload")) {
        SPOKE_TRY(result.payload, json_digest(*json, "payload"));
    }
    SPOKE_TRY(result.equivalence, json_text(*json, "equivalence"));
    if (is_given(*json, "base")) {
        SPOKE_TRY(const auto* base, json_object(*json, "base"));
        SPOKE_TRY(result.base, parse_base(*base));
    }
    SPOKE_TRY(parse_result_lists(*json, result));
    SPOKE_TRY(result.started, json_moment(*json, "started"));
    SPOKE_TRY(result.finished, json_moment(*json, "finished"));
    return result;
}

Json mirror_json(const MirrorStatement& statement) {
    return {{"subject", subject_json(statement.subject)},
            {"upstream", statement.upstream},
            {"location", statement.location},
            {"fetched", base::format_rfc3339(statement.fetched)},
            {"digest_known", statement.digest_known},
            {"upload_time", optional_moment(statement.upload_time)}};
}

Result<MirrorStatement> parse_mirror(const Json& request) {
    SPOKE_TRY(const auto* json, json_object(request, "statement"));
    SPOKE_TRY(refuse_unknown_keys(
        *json, {"subject", "upstream", "location", "fetched", "digest_known", "upload_time"},
        "the statement"));
    MirrorStatement statement;
    SPOKE_TRY(statement.subject, parse_subject(*json));
    SPOKE_TRY(statement.upstream, json_text(*json, "upstream"));
    SPOKE_TRY(statement.location, json_text(*json, "location"));
    SPOKE_TRY(statement.fetched, json_moment(*json, "fetched"));
    SPOKE_TRY(statement.digest_known, json_word(*json, "digest_known"));
    if (is_given(*json, "upload_time")) {
        SPOKE_TRY(statement.upload_time, json_moment(*json, "upload_time"));
    }
    return statement;
}

Json upload_json(const UploadStatement& statement) {
    return {{"subject", subject_json(statement.subject)},
            {"repository", statement.repository},
            {"principal", statement.principal},
            {"uploaded", base::format_rfc3339(statement.uploaded)}};
}

Result<UploadStatement> parse_upload(const Json& request) {
    SPOKE_TRY(const auto* json, json_object(request, "statement"));
    SPOKE_TRY(refuse_unknown_keys(*json, {"subject", "repository", "principal", "uploaded"},
                                  "the statement"));
    UploadStatement statement;
    SPOKE_TRY(statement.subject, parse_subject(*json));
    SPOKE_TRY(statement.repository, json_word(*json, "repository"));
    SPOKE_TRY(statement.principal, json_word(*json, "principal"));
    SPOKE_TRY(statement.uploaded, json_moment(*json, "uploaded"));
    return statement;
}

Result<Manifest> parse_draft(const Json& request) {
    SPOKE_TRY(const auto* json, json_object(request, "manifest"));
    return parse_predicate(*json, ManifestStage::draft);
}

struct Render {
    Json operator()(const DescribeRequest&) const { return {{"request", "describe"}}; }
    Json operator()(const TrustRequest&) const { return {{"request", "trust_file"}}; }
    Json operator()(const RenewRequest&) const { return {{"request", "renew_trust"}}; }
    Json operator()(const ManifestRequest& request) const {
        return {{"request", "sign_manifest"},
                {"ticket", ticket_json(request.ticket)},
                {"manifest", predicate_json(request.manifest)}};
    }
    Json operator()(const RebuildRequest& request) const {
        return {{"request", "sign_rebuild"},
                {"ticket", ticket_json(request.ticket)},
                {"result", result_json(request.result)}};
    }
    Json operator()(const MirrorRequest& request) const {
        return {{"request", "sign_mirror"}, {"statement", mirror_json(request.statement)}};
    }
    Json operator()(const UploadRequest& request) const {
        return {{"request", "sign_upload"}, {"statement", upload_json(request.statement)}};
    }
};

struct RequestKind {
    std::string_view word;
    std::vector<std::string_view> keys;
    std::function<Result<SignerRequest>(const Json&)> parse;
};

Result<SignerRequest> parse_manifest_request(const Json& json) {
    SPOKE_TRY(auto ticket, parse_ticket(json));
    SPOKE_TRY(auto manifest, parse_draft(json));
    return ManifestRequest{std::move(ticket), std::move(manifest)};
}

Result<SignerRequest> parse_rebuild_request(const Json& json) {
    SPOKE_TRY(auto ticket, parse_ticket(json));
    SPOKE_TRY(auto result, parse_result(json));
    return RebuildRequest{std::move(ticket), std::move(result)};
}

Result<SignerRequest> parse_mirror_request(const Json& json) {
    SPOKE_TRY(auto statement, parse_mirror(json));
    return MirrorRequest{std::move(statement)};
}

Result<SignerRequest> parse_upload_request(const Json& json) {
    SPOKE_TRY(auto statement, parse_upload(json));
    return UploadRequest{std::move(statement)};
}

template <class Request>
Result<SignerRequest> parse_empty_request(const Json&) {
    return Request{};
}

const std::vector<RequestKind>& request_kinds() {
    static const std::vector<RequestKind> kinds = {
        {"describe", {"request"}, parse_empty_request<DescribeRequest>},
        {"sign_manifest", {"request", "ticket", "manifest"}, parse_manifest_request},
        {"sign_rebuild", {"request", "ticket", "result"}, parse_rebuild_request},
        {"sign_mirror", {"request", "statement"}, parse_mirror_request},
        {"sign_upload", {"request", "statement"}, parse_upload_request},
        {"trust_file", {"request"}, parse_empty_request<TrustRequest>},
        {"renew_trust", {"request"}, parse_empty_request<RenewRequest>},
    };
    return kinds;
}

}  // namespace

std::string render_request(const SignerRequest& request) {
    return base::dump_json(std::visit(Render{}, request));
}

Result<SignerRequest> parse_request(std::string_view text) {
    SPOKE_TRY(const auto json, base::parse_json(text, k_depth_limit));
    if (!json.is_object()) return fail(ErrorCode::invalid, "a request must be an object");
    SPOKE_TRY(const auto word, json_text(json, "request"));
    for (const auto& kind : request_kinds()) {
        if (kind.word != word) continue;
        SPOKE_TRY(refuse_unknown_keys(json, kind.keys, "the request"));
        return kind.parse(json);
    }
    return fail(ErrorCode::invalid, "the signer knows no request \"" + word + "\"");
}

std::string render_info(const SignerInfo& info) {
    return base::dump_json({{"builder_name", info.builder_name},
                            {"builder_id", info.builder_id},
                            {"trust_domain", info.trust_domain},
                            {"root_fingerprint", info.root_fingerprint},
                            {"trust_version", info.trust_version},
                            {"trust_expires", base::format_rfc3339(info.trust_expires)},
                            {"has_root_key", info.has_root_key}});
}

Result<SignerInfo> parse_info(std::string_view text) {
    SPOKE_TRY(const auto json, base::parse_json(text, k_depth_limit));
    SignerInfo info;
    SPOKE_TRY(info.builder_name, json_text(json, "builder_name"));
    SPOKE_TRY(info.builder_id, json_text(json, "builder_id"));
    SPOKE_TRY(info.trust_domain, json_text(json, "trust_domain"));
    SPOKE_TRY(info.root_fingerprint, json_text(json, "root_fingerprint"));
    SPOKE_TRY(info.trust_version, base::json_integer(json, "trust_version"));
    SPOKE_TRY(info.trust_expires, json_moment(json, "trust_expires"));
    const auto root = json.find("has_root_key");
    info.has_root_key = root != json.end() && root->is_boolean() && root->get<bool>();
    return info;
}

std::string render_text_answer(std::string_view text) {
    return base::dump_json({{"text", text}});
}

Result<std::string> parse_text_answer(std::string_view text) {
    SPOKE_TRY(const auto json, base::parse_json(text, k_depth_limit));
    return base::json_string(json, "text");
}

}  // namespace spoke::provenance
