#pragma once

#include <string_view>

#include "simple/parse_json.hpp"

namespace spoke::simple {

/// As parse_json_page, for HTML with its quirks (index-conformance 170, 171). A document in which
/// no anchor names a file and that does not look like an index's page is `invalid`, so that a login
/// page never becomes an empty project.
Result<PageReport> parse_html_page(std::string_view body, const python::ProjectName& project,
                                   std::string_view url, const ReadLimits& limits = {});
Result<ListReport> parse_html_list(std::string_view body, std::string_view url,
                                   const ReadLimits& limits = {});

}  // namespace spoke::simple
