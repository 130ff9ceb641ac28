#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace spoke::provenance {

/// Whose work a file is: the words of rows, pages, headers, policy, trust files and verify.
enum class Tier { internal, remediated, rebuilt, upstream };

/// What a rebuild was made from; uploads and proxied files have none.
enum class SourceKind { repository, sdist, archive };

std::string_view to_string(Tier tier);
std::string_view to_string(SourceKind kind);
std::optional<Tier> find_tier(std::string_view word);
std::optional<SourceKind> find_source_kind(std::string_view word);

// Wire words of what is signed; the first wheel froze them.
inline constexpr std::string_view k_statement_type = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view k_predicate_slsa = "https://slsa.dev/provenance/v1";
inline constexpr std::string_view k_predicate_payload = "urn:spokeshave:predicate:payload:1";
inline constexpr std::string_view k_predicate_mirror = "urn:spokeshave:predicate:mirror:1";
inline constexpr std::string_view k_predicate_upload = "urn:spokeshave:predicate:upload:1";
inline constexpr std::string_view k_buildtype_rebuild = "urn:spokeshave:buildtype:python-rebuild:1";
inline constexpr std::string_view k_buildtype_remediation =
    "urn:spokeshave:buildtype:python-remediation:1";

/// The DSSE type of statements; PEP 740 allows no other, so their predicate type tells the purpose.
inline constexpr std::string_view k_type_statement = "application/vnd.in-toto+json";
inline constexpr std::string_view k_type_manifest = "application/vnd.spokeshave.manifest.v1+json";
inline constexpr std::string_view k_type_trust = "application/vnd.spokeshave.trust.v1+json";

/// `pkg:pypi/flask@2.0.0%2Bspoke.1` (package-url, type pypi). Both in normalized form.
std::string package_url(std::string_view project, std::string_view version);
/// The same for one file of the release: `pkg:pypi/flask@2.0.0?file_name=Flask-2.0.0.tar.gz`.
std::string package_url(std::string_view project, std::string_view version,
                        std::string_view file_name);

}  // namespace spoke::provenance
