#include "simple/parse_json.hpp"

#include "base/encoding.hpp"
#include "python/file_name.hpp"
#include "simple/link.hpp"
#include "simple/repository_version.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <utility>

namespace spoke::simple {

namespace {

namespace dom = simdjson::dom;

constexpr std::size_t k_depth_limit = 32;

/// The member, or nothing where it is missing or null.
std::optional<dom::element> find_member(const dom::object& object, std::string_view key) {
    dom::element value;
    if (object.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
}

std::optional<std::string_view> text_of(const std::optional<dom::element>& value) {
    std::string_view text;
    if (!value || value->get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    return text;
}

std::optional<dom::object> object_of(const std::optional<dom::element>& value) {
    dom::object object;
    if (!value || value->get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
    return object;
}

std::optional<std::int64_t> integer_of(const std::optional<dom::element>& value) {
    std::int64_t number = 0;
    if (!value || value->get_int64().get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
}

Finding finding(std::string_view code, std::string_view where, std::string text) {
    return Finding{
        Severity::warning, std::string(code), base::printable(where, 255), std::move(text), {}};
}

/// Reads the entries of one page; what is wrong with an entry becomes a finding.
class FileReader {
public:
    FileReader(const python::ProjectName& project, std::string_view url, const ReadLimits& limits,
               Findings& findings)
        : project_(project), url_(url), limits_(limits), findings_(findings) {}

    std::optional<FileEntry> read(const dom::element& element) {
        const auto object = object_of(element);
        const auto filename = object ? text_of(find_member(*object, "filename")) : std::nullopt;
        if (!filename) return drop("", "has no file name");
        FileEntry entry;
        entry.filename = *filename;
        if (const auto safe = python::check_safe_file_name(entry.filename); !safe)
            return drop(entry.filename, safe.error().message);
        entry.version = version_of_file(entry.filename, project_);
        if (auto link = read_url(*object); link)
            entry.url = std::move(*link);
        else
            return drop(entry.filename, "has no usable URL");
        read_hashes(*object, entry);
        read_sidecar(*object, entry);
        read_facts(*object, entry);
        return entry;
    }

private:
    std::nullopt_t drop(std::string_view where, std::string_view why) {
        findings_.push_back(finding("bad_file_entry", where, fmt::format("left out: {}", why)));
        return std::nullopt;
    }

    std::optional<std::string> read_url(const dom::object& object) {
        const auto text = text_of(find_member(object, "url"));
        if (!text || text->size() > limits_.text_bytes) return std::nullopt;
        auto link = resolve_link(url_, *text);
        return link ? std::optional(std::move(link->url)) : std::nullopt;
    }

    static void read_hashes(const dom::object& object, FileEntry& entry) {
        const auto hashes = object_of(find_member(object, "hashes"));
        if (!hashes) return;
        for (const auto field : *hashes) {
            const auto hex = text_of(field.value);
            if (!hex) continue;
            if (auto hash = make_hash(field.key, *hex)) entry.hashes.push_back(std::move(*hash));
        }
        std::ranges::sort(entry.hashes, {}, &Hash::algorithm);
    }

    /// The last spelling is PyPI's own, outside any specification (index-conformance 47).
    static void read_sidecar(const dom::object& object, FileEntry& entry) {
        for (const std::string_view key :
             {"core-metadata", "dist-info-metadata", "data-dist-info-metadata"}) {
            const auto value = find_member(object, key);
            if (!value) continue;
            if (const auto hashes = object_of(value)) {
                const auto hex = text_of(find_member(*hashes, "sha256"));
                auto hash = hex ? make_hash("sha256", *hex) : std::nullopt;
                entry.sidecar = Sidecar{hash ? std::move(hash->hex) : std::string()};
                return;
            }
            bool is_there = false;
            if (value->get_bool().get(is_there) == simdjson::SUCCESS && is_there)
                entry.sidecar = Sidecar{};
            return;
        }
    }

    void read_facts(const dom::object& object, FileEntry& entry) {
        if (const auto size = integer_of(find_member(object, "size")); size && *size >= 0)
            entry.size = static_cast<std::uint64_t>(*size);
        entry.requires_python = bounded(find_member(object, "requires-python"), entry);
        entry.provenance = bounded(find_member(object, "provenance"), entry);
        if (const auto text = text_of(find_member(object, "upload-time"))) {
            if (const auto moment = base::parse_rfc3339(*text))
                entry.upload_time = *moment;
            else
                findings_.push_back(
                    finding("bad_upload_time", entry.filename, moment.error().message));
        }
        if (const auto value = find_member(object, "gpg-sig")) {
            bool has_signature = false;
            if (value->get_bool().get(has_signature) == simdjson::SUCCESS)
                entry.gpg_signature = has_signature;
        }
        read_yanked(object, entry);
    }

    void read_yanked(const dom::object& object, FileEntry& entry) {
        const auto value = find_member(object, "yanked");
        if (!value) return;
        bool is_yanked = false;
        if (value->get_bool().get(is_yanked) == simdjson::SUCCESS) {
            if (is_yanked) entry.yanked.emplace();
            return;
        }
        // A text, even an empty one, was meant as a mark; so was anything else that is odd here.
        entry.yanked = bounded(value, entry);
    }

    std::string bounded(const std::optional<dom::element>& value, const FileEntry& entry) {
        const auto text = text_of(value);
        if (!text) return {};
        if (text->size() <= limits_.text_bytes) return std::string(*text);
        findings_.push_back(finding("text_too_long", entry.filename, "a value was cut off"));
        return {};
    }

    const python::ProjectName& project_;
    std::string_view url_;
    const ReadLimits& limits_;
    Findings& findings_;
};

Result<void> check_version(const dom::object& root, Findings& findings) {
    const auto meta = object_of(find_member(root, "meta"));
    const auto version = meta ? text_of(find_member(*meta, "api-version")) : std::nullopt;
    return check_repository_version(version.value_or("1.0"), findings);
}

/// Parses to the root object; the parser owns the memory of the document.
Result<dom::object> parse_root(dom::parser& parser, std::string_view body,
                               const ReadLimits& limits) {
    if (body.size() > limits.body_bytes)
        return fail(ErrorCode::too_large,
                    fmt::format("the index's answer is over {} bytes", limits.body_bytes));
    if (parser.allocate(std::max<std::size_t>(body.size(), 64), k_depth_limit) != simdjson::SUCCESS)
        return fail(ErrorCode::exhausted, "no memory for the index's answer");
    dom::element root;
    if (const auto error = parser.parse(body.data(), body.size()).get(root))
        return fail(ErrorCode::invalid,
                    fmt::format("not JSON: {}", simdjson::error_message(error)));
    const auto object = object_of(root);
    if (!object) return fail(ErrorCode::invalid, "the index's answer is not a JSON object");
    return *object;
}

/// PEP 792 puts the status at the top; its example puts it under `meta`, so both are read.
void read_status(const dom::object& root, ProjectPage& page, Findings& findings) {
    auto status = object_of(find_member(root, "project-status"));
    const auto meta = object_of(find_member(root, "meta"));
    if (!status && meta) status = object_of(find_member(*meta, "project-status"));
    if (!status) return;
    const auto text = text_of(find_member(*status, "status"));
    const auto known = text ? parse_project_status(*text) : std::nullopt;
    if (known)
        page.status = *known;
    else
        findings.push_back(finding("unknown_status", text.value_or(""), "taken as active"));
    page.status_reason = text_of(find_member(*status, "reason")).value_or("");
}

Result<void> check_name(const dom::object& root, const python::ProjectName& project) {
    const auto name = text_of(find_member(root, "name"));
    if (!name) return ok();
    const auto parsed = python::ProjectName::parse(*name);
    if (parsed && *parsed == project) return ok();
    return fail(ErrorCode::invalid, fmt::format("the page is that of {}, not of {}",
                                                base::printable(*name, 100), project.normalized()));
}

std::optional<std::int64_t> read_serial(const dom::object& root) {
    const auto meta = object_of(find_member(root, "meta"));
    return meta ? integer_of(find_member(*meta, "_last-serial")) : std::nullopt;
}

Result<dom::array> array_member(const dom::object& root, std::string_view key, std::size_t limit) {
    const auto value = find_member(root, key);
    dom::array array;
    if (!value || value->get_array().get(array) != simdjson::SUCCESS)
        return fail(ErrorCode::invalid, fmt::format("the index's answer has no list \"{}\"", key));
    // size() saturates at 2^24 - 1, which is over each limit that matters.
    if (array.size() > limit)
        return fail(ErrorCode::too_large, fmt::format("\"{}\" has over {} entries", key, limit));
    return array;
}

}  // namespace

Result<PageReport> parse_json_page(std::string_view body, const python::ProjectName& project,
                                   std::string_view url, const ReadLimits& limits) {
    dom::parser parser(limits.body_bytes);
    SPOKE_TRY(const auto root, parse_root(parser, body, limits));
    PageReport report{ProjectPage(project), {}};
    SPOKE_TRY(check_version(root, report.findings));
    SPOKE_TRY(check_name(root, project));
    SPOKE_TRY(const auto files, array_member(root, "files", limits.files));
    FileReader reader(project, url, limits, report.findings);
    for (const auto element : files)
        if (auto entry = reader.read(element)) report.page.files.push_back(std::move(*entry));
    read_status(root, report.page, report.findings);
    report.page.serial = read_serial(root);
    if (const auto versions = array_member(root, "versions", limits.files))
        for (const auto element : *versions)
            if (const auto text = text_of(element)) report.page.versions.emplace_back(*text);
    return report;
}

Result<ListReport> parse_json_list(std::string_view body, const ReadLimits& limits) {
    dom::parser parser(limits.body_bytes);
    SPOKE_TRY(const auto root, parse_root(parser, body, limits));
    ListReport report;
    SPOKE_TRY(check_version(root, report.findings));
    SPOKE_TRY(const auto projects, array_member(root, "projects", limits.projects));
    report.list.serial = read_serial(root);
    for (const auto element : projects) {
        const auto object = object_of(element);
        const auto name = object ? text_of(find_member(*object, "name")) : std::nullopt;
        if (!name || !python::is_valid_name(*name)) {
            report.findings.push_back(
                finding("bad_project_name", name.value_or(""), "left out: no project name"));
            continue;
        }
        report.list.projects.push_back(
            ProjectListEntry{std::string(*name), integer_of(find_member(*object, "_last-serial"))});
    }
    return report;
}

}  // namespace spoke::simple
