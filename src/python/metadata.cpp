#include "python/metadata.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "python/metadata_checks.hpp"
#include "python/text.hpp"

namespace spoke::python {

namespace {

void copy_texts(CoreMetadata& metadata) {
    const RawMetadata& raw = metadata.raw;
    metadata.metadata_version = raw.string_or_empty("metadata_version");
    metadata.version_text = raw.string_or_empty("version");
    metadata.requires_python = raw.string_or_empty("requires_python");
    metadata.summary = raw.string_or_empty("summary");
    metadata.description = raw.string_or_empty("description");
    metadata.description_content_type = raw.string_or_empty("description_content_type");
    metadata.license = raw.string_or_empty("license");
    metadata.license_expression = raw.string_or_empty("license_expression");
    metadata.author = raw.string_or_empty("author");
    metadata.author_email = raw.string_or_empty("author_email");
    metadata.maintainer = raw.string_or_empty("maintainer");
    metadata.maintainer_email = raw.string_or_empty("maintainer_email");
    metadata.home_page = raw.string_or_empty("home_page");
    metadata.download_url = raw.string_or_empty("download_url");
}

void copy_lists(CoreMetadata& metadata) {
    const RawMetadata& raw = metadata.raw;
    metadata.provides_extra = raw.list_or_empty("provides_extra");
    metadata.license_files = raw.list_or_empty("license_files");
    metadata.keywords = raw.list_or_empty("keywords");
    metadata.classifiers = raw.list_or_empty("classifiers");
    metadata.import_names = raw.list_or_empty("import_names");
    metadata.import_namespaces = raw.list_or_empty("import_namespaces");
    metadata.project_urls = raw.project_urls;
    for (const auto& field : raw.list_or_empty("dynamic"))
        metadata.dynamic.push_back(to_lower(field));
}

void add(Findings& findings, Severity severity, std::string code, std::string where,
         std::string text) {
    findings.push_back({severity, std::move(code), std::move(where), std::move(text), {}});
}

void parse_name_and_version(CoreMetadata& metadata, Findings& findings) {
    if (auto name = ProjectName::parse(metadata.raw.string_or_empty("name")))
        metadata.name = *std::move(name);
    else
        add(findings, Severity::error, "invalid_name", "name", name.error().message);
    if (auto version = Version::parse(metadata.version_text))
        metadata.version = *std::move(version);
    else
        add(findings, Severity::error, "invalid_version", "version", version.error().message);
}

void parse_requirements(CoreMetadata& metadata, Findings& findings) {
    for (const auto& text : metadata.raw.list_or_empty("requires_dist")) {
        auto requirement = Requirement::parse(text);
        if (!requirement)
            add(findings, Severity::warning, "invalid_requirement", "requires-dist",
                requirement.error().message);
        metadata.requires_dist.push_back(
            {text, requirement ? std::optional(*std::move(requirement)) : std::nullopt});
    }
    if (!metadata.raw.strings.contains("requires_python")) return;
    if (auto set = SpecifierSet::parse(metadata.requires_python))
        metadata.requires_python_set = *std::move(set);
    else
        add(findings, Severity::warning, "invalid_requires_python", "requires-python",
            set.error().message);
}

}  // namespace

bool CoreMetadata::is_dynamic(std::string_view field) const {
    return std::ranges::find(dynamic, field) != dynamic.end();
}

Result<MetadataReport> parse_core_metadata(std::string_view bytes) {
    MetadataReport report;
    SPOKE_TRY(report.metadata.raw, parse_raw_metadata(bytes));
    copy_texts(report.metadata);
    copy_lists(report.metadata);
    parse_name_and_version(report.metadata, report.findings);
    parse_requirements(report.metadata, report.findings);
    check_metadata(report.metadata, report.findings);
    return report;
}

}  // namespace spoke::python
