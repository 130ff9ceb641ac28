#include "provenance/manifest.hpp"

#include <algorithm>

#include "provenance/json_fields.hpp"
#include "provenance/manifest_json.hpp"
#include "provenance/manifest_rules.hpp"

namespace spoke::provenance {
namespace {

constexpr std::int64_t k_schema = 1;
constexpr std::size_t k_files_limit = 200'000;
// Doubles hold integers up to here; nothing that reads JSON rounds it.
constexpr std::int64_t k_size_limit = std::int64_t{1} << 53U;

Json files_json(std::vector<crypto::PayloadFile> files) {
    std::ranges::sort(files, {}, &crypto::PayloadFile::path);
    return json_list_of(files, [](const crypto::PayloadFile& file) {
        return Json::array({file.path, file.sha256.hex(), file.size,
                            file.executable == crypto::Executable::yes ? "x" : "-"});
    });
}

Result<crypto::PayloadFile> parse_file(const Json& json) {
    const bool shape = json.is_array() && json.size() >= 4 && json[0].is_string() &&
                       json[1].is_string() && json[2].is_number_integer() && json[3].is_string();
    if (!shape)
        return fail(ErrorCode::invalid, "a file must be [path, sha256, size, \"x\" or \"-\"]");
    crypto::PayloadFile file;
    file.path = json[0].get<std::string>();
    SPOKE_TRY(file.sha256, crypto::Sha256Digest::parse(json[1].get_ref<const std::string&>()));
    const auto size = json[2].get<std::int64_t>();
    if (size < 0 || size > k_size_limit) return fail(ErrorCode::invalid, "a file's size");
    file.size = static_cast<std::uint64_t>(size);
    const auto& mode = json[3].get_ref<const std::string&>();
    if (mode != "x" && mode != "-") return fail(ErrorCode::invalid, "a file's mode");
    file.executable = mode == "x" ? crypto::Executable::yes : crypto::Executable::no;
    return file;
}

Result<std::vector<crypto::PayloadFile>> parse_files(const Json& predicate) {
    SPOKE_TRY(const auto* list, json_array(predicate, "files", k_files_limit));
    std::vector<crypto::PayloadFile> files;
    files.reserve(list->size());
    for (const auto& item : *list) {
        SPOKE_TRY(auto file, parse_file(item));
        files.push_back(std::move(file));
    }
    return files;
}

Json advisory_json(const AdvisoryNote& note) {
    return {{"id", note.id}, {"status", note.status}};
}

Result<AdvisoryNote> parse_advisory(const Json& json) {
    AdvisoryNote note;
    SPOKE_TRY(note.id, json_word(json, "id"));
    SPOKE_TRY(note.status, json_word(json, "status"));
    return note;
}

Json reference_json(const StatementReference& reference) {
    return {{"path", reference.path},
            {"predicate_type", reference.predicate_type},
            {"invocation", reference.invocation}};
}

Result<StatementReference> parse_reference(const Json& json) {
    StatementReference reference;
    SPOKE_TRY(reference.path, json_text(json, "path"));
    SPOKE_TRY(reference.predicate_type, json_text(json, "predicate_type"));
    SPOKE_TRY(reference.invocation, json_text(json, "invocation"));
    return reference;
}

Result<void> parse_names(const Json& predicate, Manifest& manifest) {
    SPOKE_TRY(manifest.project, json_word(predicate, "project"));
    SPOKE_TRY(manifest.version, json_word(predicate, "version"));
    SPOKE_TRY(manifest.dist_info, json_word(predicate, "dist_info"));
    SPOKE_TRY(manifest.wheel, json_word(predicate, "wheel"));
    SPOKE_TRY(manifest.build_number, json_text(predicate, "build_number"));
    SPOKE_TRY(const auto tier, json_text(predicate, "tier"));
    const auto known = find_tier(tier);
    if (!known) return fail(ErrorCode::invalid, "unknown tier \"" + tier + "\"");
    manifest.tier = *known;
    SPOKE_TRY(manifest.equivalence, json_word(predicate, "equivalence"));
    return ok();
}

Result<void> parse_lists(const Json& predicate, Manifest& manifest) {
    SPOKE_TRY(manifest.sboms, json_list(predicate, "sboms", k_list_limit, parse_named_file));
    SPOKE_TRY(manifest.prebuilt, json_list(predicate, "prebuilt", k_list_limit, parse_prebuilt));
    SPOKE_TRY(manifest.seed_ancestry,
              json_list(predicate, "seed_ancestry", k_list_limit, parse_seed));
    SPOKE_TRY(manifest.advisories,
              json_list(predicate, "advisories", k_list_limit, parse_advisory));
    SPOKE_TRY(manifest.files, parse_files(predicate));
    return ok();
}

Result<void> parse_signer_fields(const Json& predicate, Manifest& manifest) {
    SPOKE_TRY(manifest.ticket, json_digest(predicate, "ticket"));
    SPOKE_TRY(manifest.builder_id, json_word(predicate, "builder_id"));
    SPOKE_TRY(manifest.trust_domain, json_word(predicate, "trust_domain"));
    SPOKE_TRY(manifest.signed_at, json_moment(predicate, "signed_at"));
    return ok();
}

Result<void> check_head(const Json& statement) {
    SPOKE_TRY(const auto type, json_text(statement, "_type"));
    SPOKE_TRY(const auto predicate_type, json_text(statement, "predicateType"));
    if (type != k_statement_type || predicate_type != k_predicate_payload)
        return fail(ErrorCode::unsupported, "not a manifest that this version knows");
    return ok();
}

/// The statement's subject says the same as the predicate: purl and payload digest.
Result<void> check_subject(const Json& statement, const Manifest& manifest) {
    SPOKE_TRY(const auto* list, json_array(statement, "subject", 1));
    if (list->size() != 1 || !list->front().is_object())
        return fail(ErrorCode::invalid, "\"subject\" must hold one object");
    SPOKE_TRY(const auto name, json_text(list->front(), "name"));
    SPOKE_TRY(const auto digest, json_digest_set(list->front(), "digest"));
    if (name != manifest.purl() || digest != manifest.payload)
        return fail(ErrorCode::invalid, "the manifest's subject is not what it describes");
    return ok();
}

}  // namespace

Json predicate_json(const Manifest& manifest) {
    return {{"schema", k_schema},
            {"payload_format", 1},
            {"payload", manifest.payload.hex()},
            {"project", manifest.project},
            {"version", manifest.version},
            {"dist_info", manifest.dist_info},
            {"wheel", manifest.wheel},
            {"build_number", manifest.build_number},
            {"tier", to_string(manifest.tier)},
            {"source_kind", to_string(manifest.source.kind)},
            {"source", source_json(manifest.source)},
            {"base", manifest.base ? base_json(*manifest.base) : Json()},
            {"sboms", json_list_of(manifest.sboms, named_file_json)},
            {"prebuilt", json_list_of(manifest.prebuilt, prebuilt_json)},
            {"seed_ancestry", json_list_of(manifest.seed_ancestry, seed_json)},
            {"advisories", json_list_of(manifest.advisories, advisory_json)},
            {"equivalence", manifest.equivalence},
            {"statement", reference_json(manifest.statement)},
            {"ticket", manifest.ticket.hex()},
            {"builder_id", manifest.builder_id},
            {"trust_domain", manifest.trust_domain},
            {"signed_at", base::format_rfc3339(manifest.signed_at)},
            {"files", files_json(manifest.files)}};
}

Result<Manifest> parse_predicate(const Json& predicate, ManifestStage stage) {
    SPOKE_TRY(const auto schema, base::json_integer(predicate, "schema"));
    SPOKE_TRY(const auto format, base::json_integer(predicate, "payload_format"));
    if (schema != k_schema || format != 1)
        return fail(ErrorCode::unsupported, "the manifest is of a later schema (" +
                                                std::to_string(schema) +
                                                "); use a newer spokeshave");
    Manifest manifest;
    SPOKE_TRY(parse_names(predicate, manifest));
    SPOKE_TRY(manifest.payload, json_digest(predicate, "payload"));
    SPOKE_TRY(const auto* source, json_object(predicate, "source"));
    SPOKE_TRY(manifest.source, parse_source(*source));
    SPOKE_TRY(const auto kind, json_text(predicate, "source_kind"));
    if (kind != to_string(manifest.source.kind))
        return fail(ErrorCode::invalid, "\"source_kind\" is not the source's kind");
    if (const auto base = predicate.find("base"); base != predicate.end() && base->is_object()) {
        SPOKE_TRY(manifest.base, parse_base(*base));
    }
    SPOKE_TRY(parse_lists(predicate, manifest));
    SPOKE_TRY(const auto* reference, json_object(predicate, "statement"));
    SPOKE_TRY(manifest.statement, parse_reference(*reference));
    if (stage == ManifestStage::complete) SPOKE_TRY(parse_signer_fields(predicate, manifest));
    SPOKE_TRY(check_manifest_content(manifest));
    return manifest;
}

std::string render_manifest(const Manifest& manifest) {
    const Json subject{{"name", manifest.purl()}, {"digest", {{"sha256", manifest.payload.hex()}}}};
    return base::dump_json({{"_type", k_statement_type},
                            {"subject", Json::array({subject})},
                            {"predicateType", k_predicate_payload},
                            {"predicate", predicate_json(manifest)}});
}

Result<Manifest> parse_manifest(std::string_view json) {
    SPOKE_TRY(const auto statement, base::parse_json(json, 16));
    if (!statement.is_object()) return fail(ErrorCode::invalid, "a manifest must be an object");
    SPOKE_TRY(check_head(statement));
    SPOKE_TRY(const auto* predicate, json_object(statement, "predicate"));
    SPOKE_TRY(auto manifest, parse_predicate(*predicate, ManifestStage::complete));
    SPOKE_TRY(check_subject(statement, manifest));
    return manifest;
}

}  // namespace spoke::provenance
