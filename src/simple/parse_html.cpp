#include "simple/parse_html.hpp"

#include "base/encoding.hpp"
#include "python/file_name.hpp"
#include "simple/html_document.hpp"
#include "simple/link.hpp"
#include "simple/repository_version.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace spoke::simple {

namespace {

constexpr std::string_view k_version_meta = "pypi:repository-version";

Finding finding(std::string_view code, std::string_view where, std::string text) {
    return Finding{
        Severity::warning, std::string(code), base::printable(where, 255), std::move(text), {}};
}

std::optional<std::uint64_t> parse_size(const std::string& text) {
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value);
    if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return value;
}

/// The first of the document's `<base href>` against the page's URL.
std::string base_of(const HtmlDocument& document, std::string_view url) {
    if (document.base_href.empty()) return std::string(url);
    auto link = resolve_link(url, document.base_href);
    return link ? std::move(link->url) : std::string(url);
}

void read_sidecar(const HtmlAnchor& anchor, FileEntry& entry) {
    for (const std::string_view name : {"data-core-metadata", "data-dist-info-metadata"}) {
        const auto* value = anchor.find(name);
        if (value == nullptr) continue;
        entry.sidecar = sidecar_of_attribute(*value);
        return;
    }
}

void read_attributes(const HtmlAnchor& anchor, FileEntry& entry, Findings& findings) {
    read_sidecar(anchor, entry);
    if (const auto* text = anchor.find("data-requires-python")) entry.requires_python = *text;
    if (const auto* text = anchor.find("data-yanked")) entry.yanked = *text;
    if (const auto* text = anchor.find("data-provenance")) entry.provenance = *text;
    if (const auto* text = anchor.find("data-size")) entry.size = parse_size(*text);
    if (const auto* text = anchor.find("data-gpg-sig")) entry.gpg_signature = *text == "true";
    if (const auto* text = anchor.find("data-upload-time")) {
        if (const auto moment = base::parse_rfc3339(*text))
            entry.upload_time = *moment;
        else
            findings.push_back(finding("bad_upload_time", entry.filename, moment.error().message));
    }
}

/// Names end in what an index serves; other links (a heading's, a parent folder's) are no files.
bool looks_like_file(std::string_view name) {
    for (const std::string_view suffix : {".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".egg",
                                          ".exe", ".rpm", ".msi", ".deb", ".dmg", ".tar.xz"})
        if (name.size() > suffix.size() && name.ends_with(suffix)) return true;
    return false;
}

std::optional<FileEntry> read_file(const HtmlAnchor& anchor, const std::string& base_url,
                                   const python::ProjectName& project, Findings& findings) {
    const auto* href = anchor.find("href");
    if (href == nullptr || href->empty()) return std::nullopt;
    auto link = resolve_link(base_url, *href);
    if (!link) {
        findings.push_back(finding("bad_link", *href, "left out: " + link.error().message));
        return std::nullopt;
    }
    if (!looks_like_file(link->segment)) return std::nullopt;
    if (const auto safe = python::check_safe_file_name(link->segment); !safe) {
        findings.push_back(
            finding("bad_file_entry", link->segment, "left out: " + safe.error().message));
        return std::nullopt;
    }
    FileEntry entry;
    entry.filename = std::move(link->segment);
    entry.version = version_of_file(entry.filename, project);
    entry.url = std::move(link->url);
    entry.hashes = hashes_of_fragment(link->fragment);
    read_attributes(anchor, entry, findings);
    return entry;
}

void read_metas(const HtmlDocument& document, ProjectPage& page, Findings& findings) {
    if (const auto* status = document.find_meta("pypi:project-status")) {
        const auto known = parse_project_status(*status);
        if (known)
            page.status = *known;
        else
            findings.push_back(finding("unknown_status", *status, "taken as active"));
    }
    if (const auto* reason = document.find_meta("pypi:project-status-reason"))
        page.status_reason = *reason;
}

/// An empty page must look like an index's, or it is an error page or a login form.
bool looks_like_index(const HtmlDocument& document) {
    return document.find_meta(k_version_meta) != nullptr ||
           document.title.starts_with("Links for ") || document.title.starts_with("Index of ") ||
           document.title.starts_with("Simple ");
}

Result<void> check_version(const HtmlDocument& document, Findings& findings) {
    const auto* version = document.find_meta(k_version_meta);
    return check_repository_version(version == nullptr ? std::string_view("1.0") : *version,
                                    findings);
}

}  // namespace

Result<PageReport> parse_html_page(std::string_view body, const python::ProjectName& project,
                                   std::string_view url, const ReadLimits& limits) {
    SPOKE_TRY(const auto document, read_html(body, limits, limits.files));
    PageReport report{ProjectPage(project), {}};
    SPOKE_TRY(check_version(document, report.findings));
    const std::string base_url = base_of(document, url);
    for (const auto& anchor : document.anchors)
        if (auto entry = read_file(anchor, base_url, project, report.findings))
            report.page.files.push_back(std::move(*entry));
    if (report.page.files.empty() && !looks_like_index(document))
        return fail(ErrorCode::invalid, "the HTML is not the page of an index");
    read_metas(document, report.page, report.findings);
    return report;
}

Result<ListReport> parse_html_list(std::string_view body, std::string_view url,
                                   const ReadLimits& limits) {
    SPOKE_TRY(const auto document, read_html(body, limits, limits.projects));
    ListReport report;
    SPOKE_TRY(check_version(document, report.findings));
    for (const auto& anchor : document.anchors) {
        if (anchor.find("href") == nullptr) continue;
        std::string name = anchor.text;
        while (name.ends_with('/')) name.pop_back();
        if (!python::is_valid_name(name)) {
            report.findings.push_back(
                finding("bad_project_name", anchor.text, "left out: no project name"));
            continue;
        }
        report.list.projects.push_back(ProjectListEntry{std::move(name), std::nullopt});
    }
    if (report.list.projects.empty() && !looks_like_index(document))
        return fail(ErrorCode::invalid,
                    "the HTML at " + base::printable(url) + " is not the list of an index");
    return report;
}

}  // namespace spoke::simple
