#include "simple/render_html.hpp"

#include "simple/text.hpp"

#include <fmt/format.h>

namespace spoke::simple {

namespace {

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
    out += ' ';
    out += name;
    out += "=\"";
    out += escape_html(value);
    out += '"';
}

void append_attribute_if_any(std::string& out, std::string_view name, std::string_view value) {
    if (!value.empty()) append_attribute(out, name, value);
}

void append_head(std::string& out, std::string_view title) {
    out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out += fmt::format("<meta name=\"pypi:repository-version\" content=\"{}\">\n", k_api_version);
    out += fmt::format("<title>{}</title>\n", escape_html(title));
}

void append_status(std::string& out, const ProjectPage& page) {
    out +=
        fmt::format("<meta name=\"pypi:project-status\" content=\"{}\">\n", to_string(page.status));
    if (!page.status_reason.empty())
        out += fmt::format("<meta name=\"pypi:project-status-reason\" content=\"{}\">\n",
                           escape_html(page.status_reason));
}

/// uv fails a page on a fragment that is not one hash that it knows (index-conformance 25).
std::string href_of(const FileEntry& file) {
    const auto sha256 = file.hash("sha256");
    return sha256.empty() ? file.url : fmt::format("{}#sha256={}", file.url, sha256);
}

void append_anchor(std::string& out, const FileEntry& file) {
    out += "<a";
    append_attribute(out, "href", href_of(file));
    append_attribute_if_any(out, "data-requires-python", file.requires_python);
    if (file.sidecar && !file.sidecar->sha256.empty()) {
        const std::string value = "sha256=" + file.sidecar->sha256;
        append_attribute(out, "data-core-metadata", value);
        append_attribute(out, "data-dist-info-metadata", value);
    }
    if (file.yanked) append_attribute(out, "data-yanked", *file.yanked);
    if (file.gpg_signature)
        append_attribute(out, "data-gpg-sig", *file.gpg_signature ? "true" : "false");
    append_attribute_if_any(out, "data-provenance", file.provenance);
    if (file.size) append_attribute(out, "data-size", fmt::format("{}", *file.size));
    if (file.upload_time)
        append_attribute(out, "data-upload-time", base::format_rfc3339(*file.upload_time));
    append_attribute_if_any(out, "data-spokeshave-tier", file.own.tier);
    append_attribute_if_any(out, "data-spokeshave-source-kind", file.own.source_kind);
    append_attribute_if_any(out, "data-spokeshave-upload-time-source", file.own.upload_time_source);
    append_attribute_if_any(out, "data-spokeshave-repository", file.own.repository);
    out += fmt::format(">{}</a><br>\n", escape_html(file.filename));
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    const std::string repaired = repair_utf8(text);
    out.reserve(repaired.size());
    for (const char character : repaired) {
        const auto byte = static_cast<unsigned char>(character);
        switch (character) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            case '\n':
            case '\r':
                // As references: a raw line end would break readers that go line by line.
                out += fmt::format("&#{};", static_cast<unsigned>(byte));
                break;
            default:
                if ((byte >= 0x20 && byte != 0x7f) || character == '\t') out += character;
        }
    }
    return out;
}

std::string render_html(const ProjectPage& page) {
    std::string out;
    out.reserve(512 + page.files.size() * 480);
    const std::string title = "Links for " + page.project.normalized();
    append_head(out, title);
    append_status(out, page);
    out += fmt::format("</head>\n<body>\n<h1>{}</h1>\n", escape_html(title));
    for (const auto& file : page.files) append_anchor(out, file);
    out += "</body>\n</html>\n";
    return out;
}

std::string render_html(const ProjectList& list) {
    std::string out;
    out.reserve(256 + list.projects.size() * 64);
    append_head(out, "Simple index");
    out += "</head>\n<body>\n";
    for (const auto& project : list.projects) {
        const std::string name = escape_html(project.name);
        out += fmt::format("<a href=\"{}/\">{}</a><br>\n", name, name);
    }
    out += "</body>\n</html>\n";
    return out;
}

}  // namespace spoke::simple
