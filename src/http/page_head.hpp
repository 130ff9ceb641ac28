#pragma once

#include <string>
#include <string_view>

#include "repositories/ready_page.hpp"

namespace spoke::http {

/// What every answer of a negotiated URL varies by, errors too (index-conformance 66). Never
/// Authorization: pip would write the credential into its cache (67).
inline constexpr std::string_view k_page_vary = "Accept, Accept-Encoding";

/// repositories::PageHeadMaker: the header lines of a simple page.
std::string page_head(const repositories::PageFacts& facts);
/// Those of its 304, with the tag that the client sent.
std::string not_modified_page_head(const repositories::PageFacts& facts, std::string_view etag);

}  // namespace spoke::http
