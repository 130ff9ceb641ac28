#include "upstream/wire.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace spoke::upstream {

namespace {

using base::Json;

constexpr std::size_t k_max_files = 200'000;

constexpr std::array k_kinds = {python::FileKind::wheel, python::FileKind::sdist,
                                python::FileKind::other};
constexpr std::array k_time_origins = {TimeOrigin::page, TimeOrigin::last_modified,
                                       TimeOrigin::first_seen};
constexpr std::array k_digest_origins = {DigestOrigin::announced, DigestOrigin::computed};

template <class Enum, std::size_t Count>
Result<Enum> word_of(const std::array<Enum, Count>& values, const std::string& word) {
    for (const auto value : values)
        if (to_string(value) == word) return value;
    return fail(ErrorCode::invalid, "an unknown word from the fetcher: " + word);
}

Json file_to_json(const UpstreamFile& file) {
    Json json = {{"file_name", file.file_name},
                 {"kind", to_string(file.kind)},
                 {"version", file.version},
                 {"digest_origin", to_string(file.digest_origin)},
                 {"upload_time_origin", to_string(file.upload_time_origin)},
                 {"requires_python", file.requires_python}};
    if (file.size) json["size"] = *file.size;
    if (file.sha256) json["sha256"] = file.sha256->hex();
    if (file.blake2b) json["blake2b"] = file.blake2b->hex();
    if (file.upload_time) json["upload_time"] = base::format_rfc3339(*file.upload_time);
    if (file.yanked) json["yanked"] = *file.yanked;
    if (file.metadata_sha256) json["metadata_sha256"] = file.metadata_sha256->hex();
    return json;
}

template <class Digest>
Result<std::optional<Digest>> find_digest(const Json& json, std::string_view key) {
    if (!json.contains(key)) return std::optional<Digest>();
    SPOKE_TRY(const auto hex, base::json_string(json, key));
    SPOKE_TRY(auto digest, Digest::parse(hex));
    return std::optional<Digest>(std::move(digest));
}

Result<void> read_optional_members(const Json& json, UpstreamFile& file) {
    SPOKE_TRY(file.sha256, find_digest<crypto::Sha256Digest>(json, "sha256"));
    SPOKE_TRY(file.blake2b, find_digest<crypto::Blake2bDigest>(json, "blake2b"));
    SPOKE_TRY(file.metadata_sha256, find_digest<crypto::Sha256Digest>(json, "metadata_sha256"));
    if (json.contains("size")) {
        SPOKE_TRY(const auto size, base::json_integer(json, "size"));
        if (size < 0) return fail(ErrorCode::invalid, "a negative size from the fetcher");
        file.size = static_cast<std::uint64_t>(size);
    }
    if (json.contains("upload_time")) {
        SPOKE_TRY(const auto text, base::json_string(json, "upload_time"));
        SPOKE_TRY(file.upload_time, base::parse_rfc3339(text));
    }
    if (json.contains("yanked")) {
        SPOKE_TRY(file.yanked, base::json_string(json, "yanked"));
    }
    return ok();
}

Result<UpstreamFile> file_from_json(const Json& json, const python::ProjectName& project) {
    UpstreamFile file;
    SPOKE_TRY(file.file_name, base::json_string(json, "file_name"));
    SPOKE_TRY(python::check_safe_file_name(file.file_name));
    SPOKE_TRY(const auto kind, base::json_string(json, "kind"));
    SPOKE_TRY(file.kind, word_of(k_kinds, kind));
    SPOKE_TRY(file.version, base::json_string(json, "version"));
    // A file of another project on this page would be a way around the claims on that name.
    const auto parsed = python::parse_file_name(file.file_name, project);
    if (parsed.kind != file.kind || parsed.version() == nullptr ||
        parsed.version()->text() != file.version)
        return fail(ErrorCode::invalid, "the fetcher's word for " + file.file_name + " is wrong");
    SPOKE_TRY(const auto digest_origin, base::json_string(json, "digest_origin"));
    SPOKE_TRY(file.digest_origin, word_of(k_digest_origins, digest_origin));
    SPOKE_TRY(const auto time_origin, base::json_string(json, "upload_time_origin"));
    SPOKE_TRY(file.upload_time_origin, word_of(k_time_origins, time_origin));
    SPOKE_TRY(file.requires_python, base::json_string(json, "requires_python"));
    SPOKE_TRY(read_optional_members(json, file));
    return file;
}

Json finding_to_json(const Finding& finding) {
    return {{"code", finding.code}, {"where", finding.where}, {"text", finding.text}};
}

Finding finding_from_json(const Json& json) {
    return Finding{Severity::warning,
                   base::json_string_or(json, "code", "unknown"),
                   base::json_string_or(json, "where", ""),
                   base::json_string_or(json, "text", ""),
                   {}};
}

}  // namespace

base::Json project_to_json(const UpstreamProject& project) {
    Json files = Json::array();
    for (const auto& file : project.files) files.push_back(file_to_json(file));
    Json findings = Json::array();
    for (const auto& finding : project.findings) findings.push_back(finding_to_json(finding));
    return {{k_found, true}, {"files", std::move(files)}, {"findings", std::move(findings)}};
}

Result<UpstreamProject> project_from_json(const base::Json& json,
                                          const python::ProjectName& project) {
    UpstreamProject result(project);
    const auto files = json.find("files");
    if (files == json.end() || !files->is_array() || files->size() > k_max_files)
        return fail(ErrorCode::invalid, "the fetcher's answer has no list of files");
    for (const auto& entry : *files) {
        SPOKE_TRY(auto file, file_from_json(entry, project));
        result.files.push_back(std::move(file));
    }
    const auto findings = json.find("findings");
    if (findings != json.end() && findings->is_array())
        for (const auto& entry : *findings)
            if (entry.is_object()) result.findings.push_back(finding_from_json(entry));
    return result;
}

}  // namespace spoke::upstream
