#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "python/project_name.hpp"

namespace spoke::simple {

/// What is written. HTML stays at 1.4 when JSON moves on (PEP 833 freezes it).
inline constexpr std::string_view k_api_version = "1.4";

/// PEP 792.
enum class ProjectStatus { active, archived, quarantined, deprecated };
std::string_view to_string(ProjectStatus status);
std::optional<ProjectStatus> parse_project_status(std::string_view text);

/// `sha256` and 64 lower-case hex digits, for example.
struct Hash {
    std::string algorithm;
    std::string hex;
    bool operator==(const Hash&) const = default;
};

/// Whether `<file URL>.metadata` is there.
struct Sidecar {
    std::string sha256;  ///< lower-case hex; empty only as read from an index that gives none
    bool operator==(const Sidecar&) const = default;
};

/// The keys under `_spokeshave`, in the words of the one vocabulary (design.md). Empty texts are
/// left out.
struct OwnFacts {
    std::string tier;
    std::string source_kind;
    std::string upload_time_source;  ///< where upload-time is from: upload, upstream, …
    std::string repository;          ///< the member of a group that the file is from
    std::string derived_from;        ///< SHA-256 of the file that a rebuild stands for
    bool operator==(const OwnFacts&) const = default;
};

/// One file of a page. Unknown optional values are empty and are left out when written.
struct FileEntry {
    std::string filename;
    /// Normalized; not a key of its own: it orders files and makes `versions`. Empty for names
    /// that say none.
    std::string version;
    /// Percent-encoded once; relative to the page when written, absolute when read.
    std::string url;
    std::vector<Hash> hashes;  ///< sha256 always when written; ordered by algorithm
    std::optional<std::uint64_t> size;
    std::optional<base::Moment> upload_time;
    std::string requires_python;
    std::optional<std::string> yanked;  ///< the reason, which may be empty
    std::optional<Sidecar> sidecar;
    std::string provenance;  ///< an absolute URL
    std::optional<bool> gpg_signature;
    OwnFacts own;

    /// The lower-case hex of one algorithm, or empty.
    std::string_view hash(std::string_view algorithm) const;
    bool operator==(const FileEntry&) const = default;
};

/// One project's page.
struct ProjectPage {
    python::ProjectName project;
    ProjectStatus status = ProjectStatus::active;
    std::string status_reason;
    std::optional<std::int64_t> serial;
    /// As read, from the page's `versions`. When written, the versions of `files` are taken.
    std::vector<std::string> versions;
    std::vector<FileEntry> files;

    explicit ProjectPage(python::ProjectName name) : project(std::move(name)) {}
};

struct ProjectListEntry {
    std::string name;  ///< normalized when written; as spelled when read
    std::optional<std::int64_t> serial;
    bool operator==(const ProjectListEntry&) const = default;
};

struct ProjectList {
    std::optional<std::int64_t> serial;
    std::vector<ProjectListEntry> projects;
};

/// Orders files by version (PEP 440; legacy versions first), then by file name, so that equal
/// content gives equal bytes whatever order the rows came in (index-conformance 18).
void sort_files(ProjectPage& page);

}  // namespace spoke::simple
