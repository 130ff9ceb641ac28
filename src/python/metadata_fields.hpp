#pragma once

#include <array>
#include <string_view>

namespace spoke::python {

enum class FieldKind { text, list, keywords, urls };

struct MetadataField {
    std::string_view header;  ///< lower-case
    std::string_view key;     ///< of the JSON form
    FieldKind kind;
    std::string_view added;  ///< the Metadata-Version that brought it
};

/// The core metadata specification's fields.
inline constexpr std::array<MetadataField, 32> k_metadata_fields{{
    {"author", "author", FieldKind::text, "1.0"},
    {"author-email", "author_email", FieldKind::text, "1.0"},
    {"classifier", "classifiers", FieldKind::list, "1.1"},
    {"description", "description", FieldKind::text, "1.0"},
    {"description-content-type", "description_content_type", FieldKind::text, "2.1"},
    {"download-url", "download_url", FieldKind::text, "1.1"},
    {"dynamic", "dynamic", FieldKind::list, "2.2"},
    {"home-page", "home_page", FieldKind::text, "1.0"},
    {"import-name", "import_names", FieldKind::list, "2.5"},
    {"import-namespace", "import_namespaces", FieldKind::list, "2.5"},
    {"keywords", "keywords", FieldKind::keywords, "1.0"},
    {"license", "license", FieldKind::text, "1.0"},
    {"license-expression", "license_expression", FieldKind::text, "2.4"},
    {"license-file", "license_files", FieldKind::list, "2.4"},
    {"maintainer", "maintainer", FieldKind::text, "1.2"},
    {"maintainer-email", "maintainer_email", FieldKind::text, "1.2"},
    {"metadata-version", "metadata_version", FieldKind::text, "1.0"},
    {"name", "name", FieldKind::text, "1.0"},
    {"obsoletes", "obsoletes", FieldKind::list, "1.1"},
    {"obsoletes-dist", "obsoletes_dist", FieldKind::list, "1.2"},
    {"platform", "platforms", FieldKind::list, "1.0"},
    {"project-url", "project_urls", FieldKind::urls, "1.2"},
    {"provides", "provides", FieldKind::list, "1.1"},
    {"provides-dist", "provides_dist", FieldKind::list, "1.2"},
    {"provides-extra", "provides_extra", FieldKind::list, "2.1"},
    {"requires", "requires", FieldKind::list, "1.1"},
    {"requires-dist", "requires_dist", FieldKind::list, "1.2"},
    {"requires-external", "requires_external", FieldKind::list, "1.2"},
    {"requires-python", "requires_python", FieldKind::text, "1.2"},
    {"summary", "summary", FieldKind::text, "1.0"},
    {"supported-platform", "supported_platforms", FieldKind::list, "1.1"},
    {"version", "version", FieldKind::text, "1.0"},
}};

/// 2.0 was withdrawn (PEP 426), though files with it exist.
inline constexpr std::array<std::string_view, 9> k_metadata_versions{
    "1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"};

constexpr const MetadataField* find_metadata_field(std::string_view lower_header) {
    for (const auto& field : k_metadata_fields)
        if (field.header == lower_header) return &field;
    return nullptr;
}

}  // namespace spoke::python
