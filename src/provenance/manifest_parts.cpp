#include "provenance/json_fields.hpp"
#include "provenance/manifest_json.hpp"

namespace spoke::provenance {

Json source_json(const ManifestSource& source) {
    return {{"kind", to_string(source.kind)},
            {"uri", source.uri},
            {"commit", source.commit},
            {"sha256", source.sha256.hex()}};
}

Result<ManifestSource> parse_source(const Json& json) {
    ManifestSource source;
    SPOKE_TRY(const auto kind, json_text(json, "kind"));
    const auto known = find_source_kind(kind);
    if (!known) return fail(ErrorCode::invalid, "unknown kind of source \"" + kind + "\"");
    source.kind = *known;
    SPOKE_TRY(source.uri, json_word(json, "uri"));
    SPOKE_TRY(source.commit, json_text(json, "commit"));
    SPOKE_TRY(source.sha256, json_digest(json, "sha256"));
    return source;
}

Json base_json(const BaseFile& file) {
    return {{"file_name", file.file_name},
            {"sha256", file.sha256.hex()},
            {"upload_time", base::format_rfc3339(file.upload_time)}};
}

Result<BaseFile> parse_base(const Json& json) {
    BaseFile file;
    SPOKE_TRY(file.file_name, json_word(json, "file_name"));
    SPOKE_TRY(file.sha256, json_digest(json, "sha256"));
    SPOKE_TRY(file.upload_time, json_moment(json, "upload_time"));
    return file;
}

Json prebuilt_json(const PrebuiltFile& file) {
    return {{"path", file.path}, {"sha256", file.sha256.hex()}, {"explanation", file.explanation}};
}

Result<PrebuiltFile> parse_prebuilt(const Json& json) {
    PrebuiltFile file;
    SPOKE_TRY(file.path, json_word(json, "path"));
    SPOKE_TRY(file.sha256, json_digest(json, "sha256"));
    SPOKE_TRY(file.explanation, json_text(json, "explanation"));
    return file;
}

Json seed_json(const SeedAncestor& seed) {
    return {{"purl", seed.purl}, {"sha256", seed.sha256.hex()}};
}

Result<SeedAncestor> parse_seed(const Json& json) {
    SeedAncestor seed;
    SPOKE_TRY(seed.purl, json_word(json, "purl"));
    SPOKE_TRY(seed.sha256, json_digest(json, "sha256"));
    return seed;
}

Json named_file_json(const NamedFile& file) {
    return {{"name", file.name}, {"sha256", file.sha256.hex()}};
}

Result<NamedFile> parse_named_file(const Json& json) {
    NamedFile file;
    SPOKE_TRY(file.name, json_word(json, "name"));
    SPOKE_TRY(file.sha256, json_digest(json, "sha256"));
    return file;
}

}  // namespace spoke::provenance
