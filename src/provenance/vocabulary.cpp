#include "provenance/vocabulary.hpp"

#include <array>

#include "base/encoding.hpp"

namespace spoke::provenance {
namespace {

constexpr std::array k_tiers = {Tier::internal, Tier::remediated, Tier::rebuilt, Tier::upstream};
constexpr std::array k_source_kinds = {SourceKind::repository, SourceKind::sdist,
                                       SourceKind::archive};

}  // namespace

std::string_view to_string(Tier tier) {
    switch (tier) {
        case Tier::internal:
            return "internal";
        case Tier::remediated:
            return "remediated";
        case Tier::rebuilt:
            return "rebuilt";
        case Tier::upstream:
            return "upstream";
    }
    return "upstream";
}

std::string_view to_string(SourceKind kind) {
    switch (kind) {
        case SourceKind::repository:
            return "repository";
        case SourceKind::sdist:
            return "sdist";
        case SourceKind::archive:
            return "archive";
    }
    return "archive";
}

std::optional<Tier> find_tier(std::string_view word) {
    for (const auto tier : k_tiers)
        if (to_string(tier) == word) return tier;
    return std::nullopt;
}

std::optional<SourceKind> find_source_kind(std::string_view word) {
    for (const auto kind : k_source_kinds)
        if (to_string(kind) == word) return kind;
    return std::nullopt;
}

std::string package_url(std::string_view project, std::string_view version) {
    return "pkg:pypi/" + base::percent_encode_segment(project) + "@" +
           base::percent_encode_segment(version);
}

std::string package_url(std::string_view project, std::string_view version,
                        std::string_view file_name) {
    return package_url(project, version) + "?file_name=" + base::percent_encode_segment(file_name);
}

}  // namespace spoke::provenance
