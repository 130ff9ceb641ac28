#include "catalog/file_columns.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace spoke::catalog {
namespace {

constexpr std::array<std::string_view, 26> k_value_columns = {"project",
                                                              "version",
                                                              "kind",
                                                              "sha256",
                                                              "blake2b",
                                                              "size",
                                                              "digest_state",
                                                              "blob",
                                                              "link_shape",
                                                              "upload_time",
                                                              "upload_time_source",
                                                              "first_seen",
                                                              "requires_python",
                                                              "yanked",
                                                              "metadata_sha256",
                                                              "tier",
                                                              "source_kind",
                                                              "derived_from",
                                                              "base_upload_time",
                                                              "hold_reason",
                                                              "hold_until",
                                                              "uploader_id",
                                                              "build_id",
                                                              "statement",
                                                              "upstream_location",
                                                              "serial"};

template <class Render>
std::string join(Render render) {
    std::string out;
    for (const auto& column : k_value_columns) {
        if (!out.empty()) out += ", ";
        out += render(column);
    }
    return out;
}

}  // namespace

const std::string& file_value_names() {
    static const std::string text = join([](auto name) { return std::string(name); });
    return text;
}

const std::string& file_value_placeholders() {
    static const std::string text = join([](auto name) { return fmt::format(":{}", name); });
    return text;
}

const std::string& file_value_assignments() {
    static const std::string text =
        join([](auto name) { return fmt::format("{} = :{}", name, name); });
    return text;
}

void bind_file_values(Query& query, const FileRow& row) {
    query.bind(row.project.normalized()).bind(row.version).bind(row.kind).bind(row.sha256);
    query.bind(row.blake2b).bind(row.size).bind(row.digest_state).bind(row.blob);
    query.bind(row.link_shape).bind(row.upload_time).bind(row.upload_time_source);
    query.bind(row.first_seen).bind(row.requires_python);
    query.bind(row.yanked ? std::optional(row.yanked->reason) : std::nullopt);
    query.bind(row.metadata_sha256).bind(row.tier).bind(row.source_kind).bind(row.derived_from);
    query.bind(row.base_upload_time);
    query.bind(row.hold ? std::optional(row.hold->reason) : std::nullopt);
    query.bind(row.hold ? row.hold->until : std::nullopt);
    query.bind(row.uploader).bind(row.build).bind(row.statement);
    query.bind(row.upstream_location).bind(row.serial);
}

const std::string& FileColumns::names() {
    static const std::string text =
        "f.id, f.repository_id, p.display_name, f.version, f.file_name, f.kind, f.sha256, "
        "f.blake2b, f.size, f.digest_state, f.blob, f.link_shape, f.upload_time, "
        "f.upload_time_source, f.first_seen, f.requires_python, f.yanked, f.metadata_sha256, "
        "f.tier, f.source_kind, f.derived_from, f.base_upload_time, f.hold_reason, f.hold_until, "
        "f.uploader_id, f.build_id, f.statement, f.upstream_location, f.serial";
    return text;
}

const std::string& FileColumns::source() {
    static const std::string text =
        "files f JOIN projects p ON p.repository_id = f.repository_id AND p.name = f.project";
    return text;
}

void FileColumns::into(Query& query) {
    query.into(id_, repository_, display_name_, version_, file_name_, kind_, sha256_, blake2b_);
    query.into(size_, digest_state_, blob_, link_shape_, upload_time_, upload_time_source_);
    query.into(first_seen_, requires_python_, yanked_, metadata_sha256_, tier_, source_kind_);
    query.into(derived_from_, base_upload_time_, hold_reason_, hold_until_, uploader_, build_);
    query.into(statement_, upstream_location_, serial_);
}

Result<FileRow> FileColumns::row() {
    SPOKE_TRY(auto project, python::ProjectName::parse(display_name_.value));
    Decoder decoder;
    FileRow row{.id = decoder.id(id_),
                .repository = decoder.id(repository_),
                .project = std::move(project),
                .version = version_.value,
                .file_name = file_name_.value};
    row.kind = decoder.word(kind_, FileKind::other);
    row.sha256 = decoder.digest<crypto::Sha256Digest>(sha256_);
    row.blake2b = decoder.digest<crypto::Blake2bDigest>(blake2b_);
    if (!size_.null()) row.size = static_cast<std::uint64_t>(size_.value);
    row.digest_state = decoder.word(digest_state_, DigestState::announced);
    row.blob = decoder.digest<crypto::Sha256Digest>(blob_);
    row.link_shape = decoder.word(link_shape_, LinkShape::blake2b);
    row.upload_time = decoder.moment(upload_time_);
    row.upload_time_source = decoder.word(upload_time_source_, UploadTimeSource::own);
    row.first_seen = decoder.moment(first_seen_);
    row.requires_python = requires_python_.value;
    if (!yanked_.null()) row.yanked = Yank{yanked_.value};
    row.metadata_sha256 = decoder.digest<crypto::Sha256Digest>(metadata_sha256_);
    row.tier = decoder.word(tier_, Tier::upstream);
    row.source_kind = decoder.optional_word<SourceKind>(source_kind_);
    row.derived_from = decoder.digest<crypto::Sha256Digest>(derived_from_);
    row.base_upload_time = decoder.optional_moment(base_upload_time_);
    if (!hold_reason_.null())
        row.hold = Hold{hold_reason_.value, decoder.optional_moment(hold_until_)};
    row.uploader = decoder.optional_id(uploader_);
    row.build = decoder.optional_id(build_);
    row.statement = decoder.digest<crypto::Sha256Digest>(statement_);
    row.upstream_location = upstream_location_.value;
    row.serial = static_cast<std::uint64_t>(serial_.value);
    return decoder.finish(std::move(row));
}

}  // namespace spoke::catalog
