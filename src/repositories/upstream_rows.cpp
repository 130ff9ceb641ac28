#include "repositories/upstream_rows.hpp"

#include "python/version.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace spoke::repositories {

namespace {

using catalog::FileRow;
using upstream::UpstreamFile;

catalog::FileKind kind_of(python::FileKind kind) {
    switch (kind) {
        case python::FileKind::wheel:
            return catalog::FileKind::wheel;
        case python::FileKind::sdist:
            return catalog::FileKind::sdist;
        case python::FileKind::other:
            break;
    }
    return catalog::FileKind::other;
}

catalog::UploadTimeSource source_of(upstream::TimeOrigin origin) {
    switch (origin) {
        case upstream::TimeOrigin::page:
            return catalog::UploadTimeSource::upstream;
        case upstream::TimeOrigin::last_modified:
            return catalog::UploadTimeSource::last_modified;
        case upstream::TimeOrigin::first_seen:
            break;
    }
    return catalog::UploadTimeSource::first_seen;
}

/// What follows the upstream's page at each look.
void take_page_facts(FileRow& row, const UpstreamFile& file) {
    row.requires_python = file.requires_python;
    row.yanked = file.yanked ? std::optional(catalog::Yank{*file.yanked}) : std::nullopt;
}

/// What belongs to the bytes.
void take_claims(FileRow& row, const UpstreamFile& file, base::Moment now) {
    row.sha256 = file.sha256;
    row.blake2b = file.blake2b;
    row.size = file.size;
    row.metadata_sha256 = file.metadata_sha256;
    row.digest_state = catalog::DigestState::announced;
    row.link_shape = file.blake2b ? catalog::LinkShape::blake2b : catalog::LinkShape::sha256;
    row.upload_time = file.upload_time.value_or(now);
    row.upload_time_source = file.upload_time ? source_of(file.upload_time_origin)
                                              : catalog::UploadTimeSource::first_seen;
}

FileRow new_row(const base::Id& repository, const python::ProjectName& project,
                const UpstreamFile& file, base::Moment now) {
    FileRow row{.repository = repository,
                .project = project,
                .version = file.version,
                .file_name = file.file_name,
                .kind = kind_of(file.kind),
                .tier = catalog::Tier::upstream,
                .upstream_location = file.file_name};
    take_claims(row, file, now);
    take_page_facts(row, file);
    return row;
}

Finding finding(std::string_view code, const UpstreamFile& file, std::string text) {
    return Finding{Severity::warning, std::string(code), file.file_name, std::move(text), {}};
}

/// A row that is there already, and what the upstream says now.
void compare(UpstreamRows& rows, const FileRow& old, const UpstreamFile& file, base::Moment now) {
    FileRow row = old;
    take_page_facts(row, file);
    const bool is_same = !file.sha256 || file.sha256 == old.sha256;
    if (!is_same && old.blob) {
        rows.findings.push_back(finding("upstream_digest_changed", file,
                                        "the upstream has other bytes now; those of first sight "
                                        "stay"));
    } else if (!is_same) {
        take_claims(row, file, now);
        rows.findings.push_back(finding("upstream_digest_changed", file,
                                        "the upstream announces other bytes than before; none had "
                                        "been fetched"));
        rows.reannounced.push_back(std::move(row));
        return;
    } else if (!old.blob && file.metadata_sha256) {
        row.metadata_sha256 = file.metadata_sha256;
    }
    if (row != old) rows.written.push_back(std::move(row));
}

/// Why a file gets no row, or empty.
std::string refusal(const UpstreamFile& file) {
    if (file.kind == python::FileKind::other) return "neither a wheel nor an sdist";
    if (!file.sha256 && !file.blake2b) return "no digest is known";
    if (has_spoke_label(file.version)) return "the label +spoke is for what was remediated here";
    return {};
}

}  // namespace

bool has_spoke_label(std::string_view text) {
    const auto version = python::Version::parse(text);
    if (!version || version->local().empty()) return false;
    const auto* first = std::get_if<std::string>(&version->local().front());
    return first != nullptr && first->starts_with("spoke");
}

UpstreamRows rows_of_upstream(const base::Id& repository, const upstream::UpstreamProject& project,
                              const std::vector<FileRow>& old_rows, base::Moment now) {
    std::map<std::string_view, const FileRow*> old;
    for (const auto& row : old_rows) old.emplace(row.file_name, &row);
    UpstreamRows rows;
    rows.findings = project.findings;
    for (const auto& file : project.files) {
        if (auto why = refusal(file); !why.empty()) {
            rows.findings.push_back(finding("refused_upstream_file", file, std::move(why)));
            continue;
        }
        rows.listed.push_back(file.file_name);
        const auto found = old.find(file.file_name);
        if (found == old.end())
            rows.written.push_back(new_row(repository, project.project, file, now));
        else
            compare(rows, *found->second, file, now);
    }
    std::ranges::sort(rows.listed);
    return rows;
}

}  // namespace spoke::repositories
