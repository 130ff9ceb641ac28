// Two certificates one after the other (a byte pair says where the first ends), checked as leaf and
// root: no foreign pair may ever hang from a root of ours.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/id.hpp"
#include "crypto/certificate.hpp"

namespace {

using namespace spoke;

const crypto::Certificate& own_root() {
    static const auto root = [] {
        base::SystemRandom random;
        const auto key = crypto::PrivateKey::generate();
        const auto begin = base::parse_rfc3339("2020-01-01T00:00:00Z");
        const auto end = base::parse_rfc3339("2120-01-01T00:00:00Z");
        return crypto::CertificateMaker(random)
            .make_root(key.value(), {"root", "urn:uuid:fuzz", ""}, {begin.value(), end.value()})
            .value();
    }();
    return root;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::size_t cut = (static_cast<std::size_t>(data[0]) << 8U) | data[1];
    const auto first = crypto::Certificate::from_der(text.substr(0, cut));
    if (!first) return 0;
    const auto moment = first->validity().not_before;
    SPOKE_ASSERT(crypto::check_chain(*first, own_root(), moment).has_value());
    SPOKE_ASSERT(crypto::Certificate::from_der(first->der()).has_value());
    if (cut >= text.size()) return 0;
    const auto second = crypto::Certificate::from_der(text.substr(cut));
    if (second) (void)crypto::check_chain(*first, *second, moment);
    return 0;
}
