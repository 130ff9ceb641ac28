#include "python/version.hpp"

#include <string>

#include "base/encoding.hpp"
#include "python/text.hpp"
#include "python/version_scan.hpp"

namespace spoke::python {

namespace {

// Ranks of the key's parts (PEP 440, "Summary of permitted suffixes and relative ordering").
// A development release without a pre- or post-release comes before all pre-releases.
constexpr char k_dev_only = 1;
constexpr char k_first_pre = 2;  // alpha, beta, candidate: 2, 3, 4
constexpr char k_no_pre = 5;
constexpr char k_no_post = 1;
constexpr char k_post = 2;
constexpr char k_dev = 1;
constexpr char k_no_dev = 2;
constexpr char k_local = 1;
constexpr char k_local_text = 1;  // alphabetic segments before numeric ones
constexpr char k_local_number = 2;

std::string_view pre_text(PreKind kind) {
    switch (kind) {
        case PreKind::alpha:
            return "a";
        case PreKind::beta:
            return "b";
        case PreKind::candidate:
            return "rc";
    }
    return "";
}

std::size_t trimmed_size(const std::vector<Number>& release) {
    std::size_t size = release.size();
    while (size > 0 && release[size - 1].is_zero()) --size;
    return size;
}

void append_pre_key(const VersionParts& parts, std::string& key) {
    if (parts.pre) {
        key += static_cast<char>(k_first_pre + static_cast<int>(parts.pre->kind));
        parts.pre->number.append_key(key);
    } else {
        key += parts.dev && !parts.post ? k_dev_only : k_no_pre;
    }
}

void append_local_key(const std::vector<LocalSegment>& local, std::string& key) {
    if (local.empty()) return;
    key += k_local;
    for (const auto& segment : local) {
        if (const auto* text = std::get_if<std::string>(&segment)) {
            key += k_local_text;
            key += *text;
            key += '\0';
        } else {
            key += k_local_number;
            std::get<Number>(segment).append_key(key);
        }
    }
}

// Each part either ends itself or is closed by a byte below every continuation, so that comparing
// keys is comparing versions, and a version's key is the beginning of its local versions' keys.
std::string make_key(const VersionParts& parts) {
    std::string key;
    parts.epoch.append_key(key);
    for (std::size_t i = 0; i < trimmed_size(parts.release); ++i) parts.release[i].append_key(key);
    key += '\0';
    append_pre_key(parts, key);
    key += parts.post ? k_post : k_no_post;
    if (parts.post) parts.post->append_key(key);
    key += parts.dev ? k_dev : k_no_dev;
    if (parts.dev) parts.dev->append_key(key);
    append_local_key(parts.local, key);
    return key;
}

std::string join_local(const std::vector<LocalSegment>& local) {
    std::string out;
    for (const auto& segment : local) {
        if (!out.empty()) out += '.';
        if (const auto* text = std::get_if<std::string>(&segment))
            out += *text;
        else
            out += std::get<Number>(segment).text();
    }
    return out;
}

std::string release_text(const Number& epoch, const std::vector<Number>& release,
                         std::size_t count) {
    std::string out;
    if (!epoch.is_zero()) out.append(epoch.text()) += '!';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += '.';
        out += release[i].text();
    }
    return out;
}

std::string suffix_text(const VersionParts& parts) {
    std::string out;
    if (parts.pre) out.append(pre_text(parts.pre->kind)).append(parts.pre->number.text());
    if (parts.post) out.append(".post").append(parts.post->text());
    if (parts.dev) out.append(".dev").append(parts.dev->text());
    if (!parts.local.empty()) out.append("+").append(join_local(parts.local));
    return out;
}

}  // namespace

std::string VersionParts::text() const {
    return release_text(epoch, release, release.size()) + suffix_text(*this);
}

Version::Version(VersionParts parts)
    : parts_(std::move(parts)), text_(parts_.text()), key_(make_key(parts_)) {}

Result<Version> Version::parse(std::string_view text) {
    if (text.size() > k_max_bytes)
        return fail(ErrorCode::invalid, "a version of " + std::to_string(text.size()) +
                                            " bytes: more than " + std::to_string(k_max_bytes));
    const std::string_view stripped = strip(text);
    auto scanned = scan_version(stripped, LocalLabel::allowed);
    if (!scanned || scanned->length != stripped.size())
        return fail(ErrorCode::invalid,
                    "'" + base::printable(text, 80) + "' is not a version (PEP 440)");
    return Version(std::move(scanned->parts));
}

Version Version::from_parts(VersionParts parts) {
    SPOKE_ASSERT(!parts.release.empty());
    return Version(std::move(parts));
}

std::string Version::local_text() const {
    return join_local(parts_.local);
}

std::string Version::public_text() const {
    return text_.substr(0, text_.find('+'));
}

std::string Version::base_text() const {
    return release_text(parts_.epoch, parts_.release, parts_.release.size());
}

Version Version::public_version() const {
    VersionParts parts = parts_;
    parts.local.clear();
    return Version(std::move(parts));
}

Version Version::base_version() const {
    VersionParts parts;
    parts.epoch = parts_.epoch;
    parts.release = parts_.release;
    return Version(std::move(parts));
}

std::string Version::canonical_text() const {
    const std::size_t count = std::max<std::size_t>(trimmed_size(parts_.release), 1);
    return release_text(parts_.epoch, parts_.release, count) + suffix_text(parts_);
}

bool version_text_less(std::string_view left, std::string_view right) {
    const auto left_version = Version::parse(left);
    const auto right_version = Version::parse(right);
    if (left_version && right_version) {
        if (const auto order = *left_version <=> *right_version; order != 0) return order < 0;
        return left < right;
    }
    if (left_version.has_value() != right_version.has_value()) return right_version.has_value();
    return left < right;
}

}  // namespace spoke::python
