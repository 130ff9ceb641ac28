#include "simple/render_json.hpp"

#include "simple/text.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace spoke::simple {

namespace {

template <class Integer>
void append_integer(std::string& out, Integer value) {
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out.append(buffer.data(), end);
}

/// Members of one object, with the commas between them.
class Members {
public:
    explicit Members(std::string& out) : out_(out) { out_ += '{'; }
    void close() { out_ += '}'; }

    /// The caller writes the value.
    void key(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        append_json_string(out_, name);
        out_ += ':';
    }
    void text(std::string_view name, std::string_view value) {
        key(name);
        append_json_string(out_, value);
    }
    void text_if_any(std::string_view name, std::string_view value) {
        if (!value.empty()) text(name, value);
    }

private:
    std::string& out_;
    bool first_ = true;
};

void append_meta(std::string& out, const std::optional<std::int64_t>& serial) {
    Members meta(out);
    if (serial) {
        meta.key("_last-serial");
        append_integer(out, *serial);
    }
    meta.text("api-version", k_api_version);
    meta.close();
}

void append_hashes(std::string& out, const std::vector<Hash>& hashes) {
    Members members(out);
    for (const auto& hash : hashes) members.text(hash.algorithm, hash.hex);
    members.close();
}

void append_own(Members& file, std::string& out, const OwnFacts& own) {
    if (own == OwnFacts{}) return;
    file.key("_spokeshave");
    Members members(out);
    members.text_if_any("derived-from", own.derived_from);
    members.text_if_any("repository", own.repository);
    members.text_if_any("source-kind", own.source_kind);
    members.text_if_any("tier", own.tier);
    members.text_if_any("upload-time-source", own.upload_time_source);
    members.close();
}

/// Under `core-metadata` alone: pip 23.0 (Debian 12's) dies of an object under `dist-info-metadata`
/// ("unhashable type: 'dict'"), which is why PEP 714 renamed the key. HTML has both attributes.
void append_sidecar(Members& file, std::string& out, const FileEntry& entry) {
    // pdm trusts a sidecar without a hash blindly, so one without is not advertised.
    if (!entry.sidecar || entry.sidecar->sha256.empty()) return;
    file.key("core-metadata");
    Members members(out);
    members.text("sha256", entry.sidecar->sha256);
    members.close();
}

void append_yanked(Members& file, std::string& out, const FileEntry& entry) {
    if (!entry.yanked) return;
    file.key("yanked");
    if (entry.yanked->empty())
        out += "true";
    else
        append_json_string(out, *entry.yanked);
}

void append_file(std::string& out, const FileEntry& entry) {
    Members file(out);
    append_own(file, out, entry.own);
    append_sidecar(file, out, entry);
    file.text("filename", entry.filename);
    if (entry.gpg_signature) {
        file.key("gpg-sig");
        out += *entry.gpg_signature ? "true" : "false";
    }
    file.key("hashes");
    append_hashes(out, entry.hashes);
    file.text_if_any("provenance", entry.provenance);
    file.text_if_any("requires-python", entry.requires_python);
    if (entry.size) {
        file.key("size");
        append_integer(out, *entry.size);
    }
    if (entry.upload_time) file.text("upload-time", base::format_rfc3339(*entry.upload_time));
    file.text("url", entry.url);
    append_yanked(file, out, entry);
    file.close();
}

void append_status(Members& members, std::string& out, const ProjectPage& page) {
    members.key("project-status");
    Members status(out);
    status.text_if_any("reason", page.status_reason);
    status.text("status", to_string(page.status));
    status.close();
}

}  // namespace

std::string render_json(const ProjectPage& page) {
    std::string out;
    out.reserve(256 + page.files.size() * 640);
    Members members(out);
    members.key("files");
    out += '[';
    bool first = true;
    for (const auto& file : page.files) {
        if (!std::exchange(first, false)) out += ',';
        append_file(out, file);
    }
    out += ']';
    members.key("meta");
    append_meta(out, page.serial);
    members.text("name", page.project.normalized());
    append_status(members, out, page);
    members.key("versions");
    out += '[';
    first = true;
    for (const auto version : versions_of(page)) {
        if (!std::exchange(first, false)) out += ',';
        append_json_string(out, version);
    }
    out += ']';
    members.close();
    return out;
}

std::string render_json(const ProjectList& list) {
    std::string out;
    out.reserve(64 + list.projects.size() * 40);
    Members members(out);
    members.key("meta");
    append_meta(out, list.serial);
    members.key("projects");
    out += '[';
    bool first = true;
    for (const auto& project : list.projects) {
        if (!std::exchange(first, false)) out += ',';
        Members entry(out);
        if (project.serial) {
            entry.key("_last-serial");
            append_integer(out, *project.serial);
        }
        entry.text("name", project.name);
        entry.close();
    }
    out += ']';
    members.close();
    return out;
}

}  // namespace spoke::simple
