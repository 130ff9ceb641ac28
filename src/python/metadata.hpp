#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/finding.hpp"
#include "base/result.hpp"
#include "python/project_name.hpp"
#include "python/raw_metadata.hpp"
#include "python/requirement.hpp"
#include "python/specifier.hpp"
#include "python/version.hpp"

namespace spoke::python {

/// A `Requires-Dist` line; `parsed` is missing where it is not PEP 508.
struct RequiresDist {
    std::string text;
    std::optional<Requirement> parsed;
};

/// Core metadata (1.0 to 2.6). Typed values are missing where the text is absent or malformed; a
/// finding says which. Texts are empty when absent.
struct CoreMetadata {
    std::string metadata_version;
    std::optional<ProjectName> name;
    std::optional<Version> version;
    std::string version_text;
    std::string requires_python;  ///< the text unchanged
    std::optional<SpecifierSet> requires_python_set;
    std::vector<RequiresDist> requires_dist;
    std::vector<std::string> provides_extra;  ///< as written
    std::vector<std::string> dynamic;         ///< lower-case
    std::string summary;
    std::string description;
    std::string description_content_type;
    std::string license;
    std::string license_expression;
    std::vector<std::string> license_files;
    std::string author;
    std::string author_email;
    std::string maintainer;
    std::string maintainer_email;
    std::string home_page;
    std::string download_url;
    std::vector<std::string> keywords;
    std::vector<std::string> classifiers;
    std::vector<std::pair<std::string, std::string>> project_urls;
    std::vector<std::string> import_names;
    std::vector<std::string> import_namespaces;
    RawMetadata raw;

    /// `field` is a header's name in lower case, such as "requires-dist".
    bool is_dynamic(std::string_view field) const;
};

/// Findings name the header in lower case in `where`. An `error` is what makes the metadata
/// useless: no readable Name or Version. All else that `packaging`'s Metadata.from_email refuses is
/// a `warning`, except that a license expression is not checked against SPDX and a
/// Description-Content-Type only for its type.
struct MetadataReport {
    CoreMetadata metadata;
    Findings findings;
};

/// Never fails on malformed text, only on one over the limits of raw_metadata.hpp.
Result<MetadataReport> parse_core_metadata(std::string_view bytes);

}  // namespace spoke::python
