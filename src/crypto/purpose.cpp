#include "crypto/purpose.hpp"

#include <utility>

namespace spoke::crypto {
namespace {

struct Entry {
    Purpose purpose;
    std::string_view word;
    std::string_view oid;
};

// The arc is the UUID 9c45261c-23cc-4221-8648-60ae3feb716d, made for this list alone.
constexpr std::array<Entry, 7> k_entries = {{
    {Purpose::rebuild, "rebuild", "2.25.207718608786718176947795043952154603885.1.1"},
    {Purpose::remediate, "remediate", "2.25.207718608786718176947795043952154603885.1.2"},
    {Purpose::upload, "upload", "2.25.207718608786718176947795043952154603885.1.3"},
    {Purpose::mirror, "mirror", "2.25.207718608786718176947795043952154603885.1.4"},
    {Purpose::trust, "trust", "2.25.207718608786718176947795043952154603885.1.5"},
    {Purpose::log, "log", "2.25.207718608786718176947795043952154603885.1.6"},
    {Purpose::bundle, "bundle", "2.25.207718608786718176947795043952154603885.1.7"},
}};

const Entry& entry_of(Purpose purpose) {
    return k_entries.at(static_cast<std::size_t>(std::to_underlying(purpose)));
}

}  // namespace

std::string_view to_string(Purpose purpose) {
    return entry_of(purpose).word;
}

std::string_view oid_of(Purpose purpose) {
    return entry_of(purpose).oid;
}

std::optional<Purpose> find_purpose(std::string_view word) {
    for (const auto& entry : k_entries)
        if (entry.word == word) return entry.purpose;
    return std::nullopt;
}

std::optional<Purpose> find_purpose_by_oid(std::string_view oid) {
    for (const auto& entry : k_entries)
        if (entry.oid == oid) return entry.purpose;
    return std::nullopt;
}

}  // namespace spoke::crypto
