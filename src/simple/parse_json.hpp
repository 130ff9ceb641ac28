#pragma once

#include <string_view>

#include "base/finding.hpp"
#include "base/result.hpp"
#include "simple/page.hpp"
#include "simple/read_limits.hpp"

namespace spoke::simple {

struct PageReport {
    ProjectPage page;
    Findings findings;  ///< what was left out or repaired, with the file's name
};

struct ListReport {
    ProjectList list;
    Findings findings;
};

/// A foreign index's page of `project`, read at `url` (the final one, after redirects): file URLs
/// come out absolute. A body that is not a page of this project, or of a higher major version, is
/// `invalid` or `unsupported`; a bad file entry is left out with a finding. Reads all three
/// spellings of core-metadata (index-conformance 47).
Result<PageReport> parse_json_page(std::string_view body, const python::ProjectName& project,
                                   std::string_view url, const ReadLimits& limits = {});
Result<ListReport> parse_json_list(std::string_view body, const ReadLimits& limits = {});

}  // namespace spoke::simple
