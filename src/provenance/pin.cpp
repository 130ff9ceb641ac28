#include "provenance/pin.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/file.hpp"

namespace spoke::provenance {
namespace {

constexpr std::uint64_t k_trust_file_limit = std::uint64_t{4} * 1024 * 1024;

struct Kept {
    std::string text;
    SignedTrust trust;
};

Result<std::optional<Kept>> load(const std::filesystem::path& pinned) {
    auto text = base::read_file(pinned, k_trust_file_limit);
    if (!text && text.error().code == ErrorCode::not_found) return std::nullopt;
    if (!text) return fail(std::move(text).error());
    auto trust = parse_signed_trust(*text);
    if (!trust)
        return fail_with_note(std::move(trust).error(),
                              "in the pinned trust file " + pinned.string());
    return Kept{*std::move(text), *std::move(trust)};
}

/// As people write it: `AB:CD:…`, with blanks, or as it is.
Result<std::string> parse_fingerprint(std::string_view text) {
    if (text.starts_with("sha256:")) text.remove_prefix(7);
    std::string digits;
    for (const char c : text) {
        if (c == ':' || c == ' ') continue;
        digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (!base::is_lower_hex(digits, 64))
        return fail(ErrorCode::invalid, "\"" + base::printable(text, 100) +
                                            "\" is no fingerprint: it has 64 hex digits");
    return digits;
}

Result<void> check_fingerprint(const SignedTrust& trust,
                               const std::optional<std::string>& fingerprint) {
    if (!fingerprint) return ok();
    SPOKE_TRY(const auto wanted, parse_fingerprint(*fingerprint));
    const auto found = trust.root.fingerprint();
    if (wanted == found) return ok();
    return fail(ErrorCode::denied, "the trust file's root has the fingerprint " + found +
                                       ", not the one that was given; it may be forged: don't use "
                                       "it, and ask its builder");
}

Result<void> check_first(const SignedTrust& trust, const std::optional<std::string>& fingerprint) {
    if (fingerprint) return ok();
    return fail(ErrorCode::denied,
                "nothing is pinned yet, and a trust file is not believed on first use: compare the "
                "root's fingerprint with the builder by another way, then give it with "
                "--fingerprint " +
                    trust.root.fingerprint());
}

Result<void> check_successor(const Kept& kept, const SignedTrust& next, std::string_view text) {
    const auto& old = kept.trust.trust;
    if (next.trust.trust_domain != old.trust_domain)
        return fail(ErrorCode::conflict, "the trust file is of another trust domain (" +
                                             next.trust.trust_domain + ") than the pinned one");
    if (std::ranges::find(old.roots, next.root) == old.roots.end())
        return fail(ErrorCode::denied,
                    "the trust file is signed by a root that the pinned one does not name");
    if (next.trust.version < old.version)
        return fail(ErrorCode::conflict, "the trust file has version " +
                                             std::to_string(next.trust.version) +
                                             ", older than the pinned version " +
                                             std::to_string(old.version) + " (a rollback)");
    if (next.trust.version == old.version && text != kept.text)
        return fail(ErrorCode::conflict, "another trust file of version " +
                                             std::to_string(old.version) + " is pinned already");
    return ok();
}

Result<void> check_usable(const SignedTrust& trust, base::Moment now) {
    for (const auto& finding : check_trust_time(trust.trust, now))
        if (finding.severity == Severity::error)
            return fail(ErrorCode::invalid, finding.text + "; " + finding.hint);
    return ok();
}

}  // namespace

Result<SignedTrust> pin_trust(const std::filesystem::path& pinned, std::string_view text,
                              const std::optional<std::string>& fingerprint, base::Moment now) {
    SPOKE_TRY(auto trust, parse_signed_trust(text));
    SPOKE_TRY(check_usable(trust, now));
    SPOKE_TRY(check_fingerprint(trust, fingerprint));
    SPOKE_TRY(const auto kept, load(pinned));
    if (kept) {
        SPOKE_TRY(check_successor(*kept, trust, text));
    } else {
        SPOKE_TRY(check_first(trust, fingerprint));
    }
    SPOKE_TRY(base::write_file_atomically(pinned, text));
    return trust;
}

Result<std::optional<SignedTrust>> load_pinned_trust(const std::filesystem::path& pinned) {
    SPOKE_TRY(auto kept, load(pinned));
    if (!kept) return std::nullopt;
    return std::move(kept)->trust;
}

}  // namespace spoke::provenance
