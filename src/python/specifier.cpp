#include "python/specifier.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.hpp"
#include "python/specifier_scan.hpp"
#include "python/text.hpp"
#include "python/version_scan.hpp"

namespace spoke::python {

namespace {

// Longer operators before their own beginnings.
constexpr std::array<std::pair<std::string_view, Comparison>, 8> k_operators{{
    {"===", Comparison::arbitrary},
    {"==", Comparison::equal},
    {"~=", Comparison::compatible},
    {"!=", Comparison::not_equal},
    {"<=", Comparison::at_most},
    {">=", Comparison::at_least},
    {"<", Comparison::below},
    {">", Comparison::above},
}};

std::size_t scan_arbitrary(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && text[length] != ';' && text[length] != ')' &&
           space_at(text.substr(length)) == 0)
        ++length;
    return length;
}

/// The earliest development release of a release: `1.2.dev0`.
std::string first_key(const Number& epoch, std::vector<Number> release) {
    VersionParts parts;
    parts.epoch = epoch;
    parts.release = std::move(release);
    parts.dev = Number();
    return Version::from_parts(std::move(parts)).key();
}

std::vector<Number> next_release(std::vector<Number> release) {
    release.back() = release.back().next();
    return release;
}

/// True for the version of `public_key` and its local versions.
bool in_local_family(const Version& version, std::string_view public_key) {
    return version.key().starts_with(public_key);
}

}  // namespace

std::string_view operator_text(Comparison comparison) {
    for (const auto& [text, value] : k_operators)
        if (value == comparison) return text;
    return "";
}

std::optional<ScannedSpecifier> scan_specifier(std::string_view text) {
    const auto* found = std::ranges::find_if(
        k_operators, [&](const auto& entry) { return text.starts_with(entry.first); });
    if (found == k_operators.end()) return std::nullopt;
    ScannedSpecifier scanned;
    scanned.comparison = found->second;
    std::size_t position = found->first.size();
    position += leading_spaces(text.substr(position));
    const std::string_view rest = text.substr(position);
    if (scanned.comparison == Comparison::arbitrary) {
        scanned.version_text = rest.substr(0, scan_arbitrary(rest));
        scanned.length = position + scanned.version_text.size();
        return scanned;
    }
    const bool equality =
        scanned.comparison == Comparison::equal || scanned.comparison == Comparison::not_equal;
    auto version = scan_version(rest, equality ? LocalLabel::allowed : LocalLabel::left);
    if (!version) return std::nullopt;
    // `~=1` has nothing to be compatible with.
    if (scanned.comparison == Comparison::compatible && version->parts.release.size() < 2)
        return std::nullopt;
    std::size_t length = version->length;
    if (equality && version->bare_release && rest.substr(length).starts_with(".*")) {
        scanned.prefix = PrefixMatch::yes;
        length += 2;
    }
    scanned.parts = std::move(version->parts);
    scanned.version_text = rest.substr(0, length);
    scanned.length = position + length;
    return scanned;
}

Result<Specifier> Specifier::parse(std::string_view text) {
    const std::string_view stripped = strip(text);
    auto scanned =
        stripped.size() > SpecifierSet::k_max_bytes ? std::nullopt : scan_specifier(stripped);
    if (!scanned || scanned->length != stripped.size() ||
        scanned->version_text.size() > Version::k_max_bytes)
        return fail(ErrorCode::invalid,
                    "'" + base::printable(text, 80) + "' is not a version specifier (PEP 440)");
    Specifier specifier;
    specifier.comparison_ = scanned->comparison;
    specifier.version_text_ = scanned->version_text;
    specifier.prefix_ = scanned->prefix == PrefixMatch::yes;
    if (scanned->comparison == Comparison::arbitrary) {
        if (auto version = Version::parse(scanned->version_text)) specifier.version_ = *version;
    } else {
        specifier.version_ = Version::from_parts(std::move(scanned->parts));
        specifier.make_bounds();
    }
    return specifier;
}

void Specifier::make_bounds() {
    const Version& version = *version_;
    lower_key_ = version.key();
    if (prefix_) {
        lower_key_ = first_key(version.epoch(), version.release());
        upper_key_ = first_key(version.epoch(), next_release(version.release()));
    } else if (comparison_ == Comparison::compatible) {
        std::vector<Number> prefix = version.release();
        prefix.pop_back();
        upper_key_ = first_key(version.epoch(), next_release(std::move(prefix)));
    } else if (comparison_ == Comparison::below && !version.is_prerelease()) {
        // `<1.0` leaves out the pre-releases of 1.0 itself, and `<1.0.post1` those of 1.0.post1.
        VersionParts parts = version.parts();
        parts.dev = Number();
        upper_key_ = Version::from_parts(std::move(parts)).key();
    } else if (comparison_ == Comparison::below) {
        upper_key_ = version.key();
    } else if (comparison_ == Comparison::above && !version.dev() && !version.post()) {
        // `>1.0` leaves out 1.0's post-releases and locals: the last two bytes of the key, "no
        // post, no dev", are cut off, and what begins so is 1.0's family.
        lower_key_.resize(lower_key_.size() - 2);
    }
}

bool Specifier::matches(const Version& version) const {
    const std::string& key = version.key();
    switch (comparison_) {
        case Comparison::arbitrary:
            return equal_ignoring_case(version.text(), version_text_);
        case Comparison::compatible:
            return key >= lower_key_ && key < upper_key_;
        case Comparison::at_least:
            return key >= lower_key_;
        case Comparison::at_most:
            return key <= lower_key_ || in_local_family(version, lower_key_);
        case Comparison::below:
            return key < upper_key_;
        case Comparison::above:
            return key > version_->key() && !key.starts_with(lower_key_);
        case Comparison::equal:
            return equals(version);
        case Comparison::not_equal:
            return !equals(version);
    }
    return false;
}

bool Specifier::equals(const Version& version) const {
    if (prefix_) return version.key() >= lower_key_ && version.key() < upper_key_;
    if (version_->is_local()) return version.key() == lower_key_;
    return in_local_family(version, lower_key_);
}

bool Specifier::matches_text(std::string_view text) const {
    if (comparison_ == Comparison::arbitrary) return equal_ignoring_case(text, version_text_);
    const auto version = Version::parse(text);
    return version && matches(*version);
}

bool Specifier::contains(const Version& version, Prereleases prereleases) const {
    if (prereleases == Prereleases::refuse && version.is_prerelease()) return false;
    return matches(version);
}

bool Specifier::names_prerelease() const {
    if (comparison_ == Comparison::not_equal || prefix_) return false;
    return version_ && version_->is_prerelease();
}

std::string Specifier::text() const {
    return std::string(operator_text(comparison_)) + version_text_;
}

std::string Specifier::canonical_text() const {
    if (comparison_ == Comparison::arbitrary || prefix_) return text();
    // Trailing zeros mean something to `~=`.
    return std::string(operator_text(comparison_)) +
           (comparison_ == Comparison::compatible ? version_->text() : version_->canonical_text());
}

}  // namespace spoke::python
