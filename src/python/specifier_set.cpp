#include <algorithm>
#include <set>

#include "python/specifier.hpp"
#include "python/text.hpp"

namespace spoke::python {

Result<SpecifierSet> SpecifierSet::parse(std::string_view text) {
    if (text.size() > k_max_bytes)
        return fail(ErrorCode::invalid, "version specifiers of " + std::to_string(text.size()) +
                                            " bytes: more than " + std::to_string(k_max_bytes));
    SpecifierSet set;
    for (const std::string_view part : split(text, ',')) {
        if (strip(part).empty()) continue;
        SPOKE_TRY(auto specifier, Specifier::parse(part));
        set.specifiers_.push_back(std::move(specifier));
    }
    return set;
}

bool SpecifierSet::contains(const Version& version, Prereleases prereleases) const {
    if (prereleases == Prereleases::refuse && version.is_prerelease()) return false;
    return std::ranges::all_of(specifiers_,
                               [&](const Specifier& one) { return one.matches(version); });
}

bool SpecifierSet::contains_text(std::string_view text, Prereleases prereleases) const {
    const auto version = Version::parse(text);
    if (prereleases == Prereleases::refuse && version && version->is_prerelease()) return false;
    return std::ranges::all_of(specifiers_,
                               [&](const Specifier& one) { return one.matches_text(text); });
}

std::vector<Version> SpecifierSet::filter(const std::vector<Version>& versions,
                                          Prereleases prereleases) const {
    if (prereleases == Prereleases::automatic &&
        std::ranges::any_of(specifiers_, &Specifier::names_prerelease))
        prereleases = Prereleases::allow;
    std::vector<Version> matching;
    for (const auto& version : versions)
        if (contains(version, prereleases)) matching.push_back(version);
    const auto is_final = [](const Version& version) {
        return !version.is_prerelease();
    };
    if (prereleases == Prereleases::automatic && std::ranges::any_of(matching, is_final))
        std::erase_if(matching, [](const Version& version) { return version.is_prerelease(); });
    return matching;
}

std::string SpecifierSet::text() const {
    std::vector<const Specifier*> sorted;
    sorted.reserve(specifiers_.size());
    for (const auto& specifier : specifiers_) sorted.push_back(&specifier);
    std::ranges::sort(sorted, {}, [](const Specifier* one) { return one->text(); });
    std::set<std::string> seen;
    std::string out;
    for (const Specifier* specifier : sorted) {
        if (!seen.insert(specifier->canonical_text()).second) continue;
        if (!out.empty()) out += ',';
        out += specifier->text();
    }
    return out;
}

std::string SpecifierSet::canonical_text() const {
    std::set<std::string> clauses;
    for (const auto& specifier : specifiers_) clauses.insert(specifier.canonical_text());
    std::string out;
    for (const auto& clause : clauses) {
        if (!out.empty()) out += ',';
        out += clause;
    }
    return out;
}

}  // namespace spoke::python
