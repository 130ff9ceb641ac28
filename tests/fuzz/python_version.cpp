// Versions and specifiers: whatever parses must normalize to itself and be ordered.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "python/specifier.hpp"
#include "python/version.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace spoke::python;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::size_t middle = text.find('|');
    const auto left = Version::parse(text.substr(0, middle));
    const auto right =
        Version::parse(middle == std::string_view::npos ? text : text.substr(middle + 1));
    if (left) {
        const auto again = Version::parse(left->text());
        SPOKE_ASSERT(again && again->text() == left->text() && *again == *left);
        SPOKE_ASSERT(Version::parse(left->canonical_text()).value() == *left);
        SPOKE_ASSERT(!left->is_local() || left->public_version() < *left);
    }
    if (left && right) {
        SPOKE_ASSERT((*left < *right) == (*right > *left));
        SPOKE_ASSERT((*left == *right) == (left->canonical_text() == right->canonical_text()));
    }
    const auto set = SpecifierSet::parse(text.substr(0, middle));
    if (!set) return 0;
    SPOKE_ASSERT(SpecifierSet::parse(set->text()).value().text() == set->text());
    if (right) {
        const auto again = SpecifierSet::parse(set->text()).value();
        SPOKE_ASSERT(set->contains(*right) == again.contains(*right));
        SPOKE_ASSERT(set->contains(*right) || set->filter({*right}).empty());
    }
    return 0;
}
