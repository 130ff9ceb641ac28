#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "python/number.hpp"

namespace spoke::python {

enum class PreKind { alpha, beta, candidate };

struct PreRelease {
    PreKind kind = PreKind::alpha;
    Number number;
    bool operator==(const PreRelease&) const = default;
};

/// A segment of a local version label: a number, or lower-case text with a letter in it.
using LocalSegment = std::variant<std::string, Number>;

/// The fields of a PEP 440 version, as they are written.
struct VersionParts {
    Number epoch;
    std::vector<Number> release;  ///< never empty; trailing zeros kept
    std::optional<PreRelease> pre;
    std::optional<Number> post;
    std::optional<Number> dev;
    std::vector<LocalSegment> local;  ///< empty: no local label

    /// `1.0`, `1.0a1.post2.dev3+ubuntu.1`: the normalized form.
    std::string text() const;
};

/// A PEP 440 version. Equality and order are those of the specification, so `1.0`, `1.0.0` and
/// `v1.0` are equal, a local version comes after its public one, and numeric local segments after
/// alphabetic ones. Comparing costs one comparison of two short byte strings. Immutable.
class Version {
public:
    /// Longer texts are `invalid`: PEP 440 has no limit, but file names end at 255 bytes.
    static constexpr std::size_t k_max_bytes = 2048;

    static Result<Version> parse(std::string_view text);
    /// `parts.release` must not be empty.
    static Version from_parts(VersionParts parts);

    const std::string& text() const { return text_; }  ///< normalized: `1!2.0.0rc1.post2+x.1`
    const VersionParts& parts() const { return parts_; }
    const Number& epoch() const { return parts_.epoch; }
    const std::vector<Number>& release() const { return parts_.release; }
    const std::optional<PreRelease>& pre() const { return parts_.pre; }
    const std::optional<Number>& post() const { return parts_.post; }
    const std::optional<Number>& dev() const { return parts_.dev; }
    const std::vector<LocalSegment>& local() const { return parts_.local; }

    bool is_prerelease() const { return parts_.pre.has_value() || parts_.dev.has_value(); }
    bool is_postrelease() const { return parts_.post.has_value(); }
    bool is_local() const { return !parts_.local.empty(); }

    std::string local_text() const;   ///< `ubuntu.1`, empty without a label
    std::string public_text() const;  ///< without the local label
    std::string base_text() const;    ///< epoch and release only
    Version public_version() const;
    Version base_version() const;
    /// Normalized and without trailing zeros of the release: equal versions have equal canonical
    /// texts. For keys in rows and maps.
    std::string canonical_text() const;
    /// Bytes that order and compare as the versions do.
    const std::string& key() const { return key_; }

    bool operator==(const Version& other) const { return key_ == other.key_; }
    std::strong_ordering operator<=>(const Version& other) const {
        return key_.compare(other.key_) <=> 0;
    }

private:
    explicit Version(VersionParts parts);
    VersionParts parts_;
    std::string text_;
    std::string key_;
};

/// For lists of versions from outside: valid ones by PEP 440, and below them the legacy ones that
/// PEP 440 does not know, by their bytes (SRA: such versions stay listed and break no page).
bool version_text_less(std::string_view left, std::string_view right);

}  // namespace spoke::python
