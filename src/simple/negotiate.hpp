#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spoke::simple {

/// What a page can be answered as.
enum class Representation { json, v1_html, html };
inline constexpr std::size_t k_representations = 3;

/// `application/vnd.pypi.simple.v1+json`, …; the HTML ones with `; charset=UTF-8`.
std::string_view content_type(Representation representation);
/// The list that an answer 406 names.
std::string_view supported_types();

/// Chooses by RFC 9110 §12.5.1: q-values, specific ranges over wildcards, `q=0` excludes, a
/// malformed element is skipped. No Accept, `*/*`, `text/*` and browsers' headers give HTML, since
/// hatch, pipenv and plain libraries read the answer as HTML; a tie of named types gives JSON.
/// Nothing when only unsupported types are acceptable (406). `accept` is the header's value;
/// several header lines are joined with a comma.
std::optional<Representation> negotiate(std::optional<std::string_view> accept);

/// The value of `?format=` (index-conformance 65), percent-decoded or with a raw or blank-turned
/// `+`; it overrides Accept. Nothing for an unknown one (406).
std::optional<Representation> representation_of_format(std::string_view value);

}  // namespace spoke::simple
