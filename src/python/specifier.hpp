#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "python/version.hpp"

namespace spoke::python {

/// Whether pre-releases and development releases may satisfy a specifier.
enum class Prereleases {
    /// PEP 440, "Handling of pre-releases": where a clause names one, or nothing else matches. One
    /// version asked about alone has no others beside it, so contains() accepts it; choose among
    /// several with filter().
    automatic,
    allow,
    refuse,
};

enum class Comparison {
    compatible,  ///< ~=
    equal,       ///< ==, also with .*
    not_equal,   ///< !=, also with .*
    at_most,     ///< <=
    at_least,    ///< >=
    below,       ///< <
    above,       ///< >
    arbitrary,   ///< ===
};

std::string_view operator_text(Comparison comparison);

/// One clause, `>=1.0`. Behaves as `packaging`'s Specifier.
class Specifier {
public:
    static Result<Specifier> parse(std::string_view text);

    Comparison comparison() const { return comparison_; }
    /// The version as written, with `.*` where it is a prefix match.
    const std::string& version_text() const { return version_text_; }
    /// Nothing for `===` with a text that is no PEP 440 version.
    const std::optional<Version>& version() const { return version_; }
    bool is_prefix() const { return prefix_; }
    /// True where the clause names a pre-release itself.
    bool names_prerelease() const;

    bool contains(const Version& version, Prereleases prereleases = Prereleases::automatic) const;
    /// The comparison alone, without the rule about pre-releases.
    bool matches(const Version& version) const;
    /// The same for a text that may be no version: `===` compares texts, the others never match it.
    bool matches_text(std::string_view text) const;
    std::string text() const;            ///< `>=1.0`, the version as written
    std::string canonical_text() const;  ///< equal for clauses that mean the same

private:
    Specifier() = default;
    void make_bounds();
    bool equals(const Version& version) const;

    Comparison comparison_ = Comparison::equal;
    std::string version_text_;
    std::optional<Version> version_;
    // Version keys, so that matching costs a comparison or two of short byte strings.
    std::string lower_key_;
    std::string upper_key_;
    bool prefix_ = false;
};

/// Clauses joined by commas, all of which must hold; the empty set contains every version.
/// Behaves as `packaging`'s SpecifierSet.
class SpecifierSet {
public:
    static constexpr std::size_t k_max_bytes = 16384;

    SpecifierSet() = default;
    static Result<SpecifierSet> parse(std::string_view text);

    bool contains(const Version& version, Prereleases prereleases = Prereleases::automatic) const;
    /// For a text that may be no PEP 440 version: only `===` and the empty set contain such a one.
    bool contains_text(std::string_view version,
                       Prereleases prereleases = Prereleases::automatic) const;
    /// Those of `versions` that are contained, in their order. Automatic: pre-releases only where a
    /// clause names one, or where no other version matches (PEP 440).
    std::vector<Version> filter(const std::vector<Version>& versions,
                                Prereleases prereleases = Prereleases::automatic) const;

    bool empty() const { return specifiers_.empty(); }
    const std::vector<Specifier>& specifiers() const { return specifiers_; }
    std::string text() const;            ///< clauses sorted by their text, joined by `,`
    std::string canonical_text() const;  ///< equal for sets of clauses that mean the same

private:
    std::vector<Specifier> specifiers_;
};

}  // namespace spoke::python
