#include "transfer/address.hpp"

#include "base/encoding.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <span>

namespace spoke::transfer {

namespace {

using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

struct Range4 {
    V4 prefix;
    unsigned bits;
    AddressClass value;
};

struct Range6 {
    V6 prefix;
    unsigned bits;
    AddressClass value;
};

/// RFC 6890 and its registry, the first match first. Metadata services stand in link-local and
/// private ranges, and get a class of their own, so that allowing a range never allows them.
constexpr Range4 k_ranges4[] = {
    {{169, 254, 169, 254}, 32, AddressClass::metadata},  // most clouds
    {{169, 254, 170, 2}, 32, AddressClass::metadata},    // container credentials
    {{169, 254, 170, 23}, 32, AddressClass::metadata},   // pod identity
    {{169, 254, 0, 23}, 32, AddressClass::metadata},
    {{100, 100, 100, 200}, 32, AddressClass::metadata},
    {{192, 0, 0, 192}, 32, AddressClass::metadata},
    {{168, 63, 129, 16}, 32, AddressClass::metadata},
    {{0, 0, 0, 0}, 8, AddressClass::unspecified},
    {{127, 0, 0, 0}, 8, AddressClass::loopback},
    {{10, 0, 0, 0}, 8, AddressClass::private_network},
    {{172, 16, 0, 0}, 12, AddressClass::private_network},
    {{192, 168, 0, 0}, 16, AddressClass::private_network},
    {{100, 64, 0, 0}, 10, AddressClass::shared},
    {{169, 254, 0, 0}, 16, AddressClass::link_local},
    {{192, 0, 0, 0}, 24, AddressClass::reserved},
    {{192, 0, 2, 0}, 24, AddressClass::reserved},
    {{192, 88, 99, 0}, 24, AddressClass::reserved},
    {{198, 18, 0, 0}, 15, AddressClass::reserved},
    {{198, 51, 100, 0}, 24, AddressClass::reserved},
    {{203, 0, 113, 0}, 24, AddressClass::reserved},
    {{224, 0, 0, 0}, 4, AddressClass::multicast},
    {{240, 0, 0, 0}, 4, AddressClass::reserved},
};

constexpr Range6 k_ranges6[] = {
    {{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54}, 128, AddressClass::metadata},
    {{0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54}, 128, AddressClass::metadata},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 128, AddressClass::unspecified},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressClass::loopback},
    {{0xfe, 0x80}, 10, AddressClass::link_local},
    {{0xfe, 0xc0}, 10, AddressClass::private_network},
    {{0xfc, 0}, 7, AddressClass::private_network},
    {{0xff, 0}, 8, AddressClass::multicast},
    {{0x20, 0x01, 0, 0}, 23, AddressClass::reserved},        // IETF protocols, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32, AddressClass::reserved},  // documentation
    {{0x20, 0x02}, 16, AddressClass::reserved},              // 6to4: an IPv4 address inside
    {{0x3f, 0xff, 0}, 20, AddressClass::reserved},
};

bool is_in(std::span<const std::uint8_t> address, std::span<const std::uint8_t> prefix,
           unsigned bits) {
    for (std::size_t i = 0; i < address.size() && bits > 0; ++i) {
        const unsigned take = std::min(bits, 8U);
        const auto mask = static_cast<std::uint8_t>(0xffU << (8U - take));
        if ((address[i] & mask) != (prefix[i] & mask)) return false;
        bits -= take;
    }
    return true;
}

AddressClass classify4(const V4& address) {
    for (const auto& range : k_ranges4)
        if (is_in(address, range.prefix, range.bits)) return range.value;
    return AddressClass::global;
}

/// The IPv4 address that an IPv6 one stands for on its way: mapped, compatible, translated, NAT64.
bool embeds_v4(const V6& address) {
    constexpr V6 k_mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    constexpr V6 k_translated = {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0};
    constexpr V6 k_nat64 = {0, 0x64, 0xff, 0x9b};
    constexpr V6 k_compatible = {};
    return is_in(address, k_mapped, 96) || is_in(address, k_translated, 96) ||
           is_in(address, k_nat64, 96) || is_in(address, k_compatible, 96);
}

AddressClass classify6(const V6& address) {
    for (const auto& range : k_ranges6)
        if (is_in(address, range.prefix, range.bits)) return range.value;
    if (embeds_v4(address)) return classify4({address[12], address[13], address[14], address[15]});
    // Only 2000::/3 is handed out as global unicast; NAT64's local prefix 64:ff9b:1::/48, the
    // discard prefix and whatever comes later stand outside of it.
    constexpr V6 k_global = {0x20};
    return is_in(address, k_global, 3) ? AddressClass::global : AddressClass::reserved;
}

}  // namespace

std::string_view to_string(AddressClass value) {
    switch (value) {
        case AddressClass::global:
            return "global";
        case AddressClass::loopback:
            return "loopback";
        case AddressClass::unspecified:
            return "unspecified";
        case AddressClass::private_network:
            return "private";
        case AddressClass::shared:
            return "shared";
        case AddressClass::link_local:
            return "link-local";
        case AddressClass::metadata:
            return "metadata";
        case AddressClass::multicast:
            return "multicast";
        case AddressClass::reserved:
            break;
    }
    return "reserved";
}

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> bytes) {
    std::array<std::uint8_t, 16> all{};
    std::ranges::copy(bytes, all.begin());
    return {Family::v4, all};
}

IpAddress IpAddress::v6(std::array<std::uint8_t, 16> bytes) {
    return {Family::v6, bytes};
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
    const std::string terminated(text);
    V4 four{};
    V6 six{};
    if (terminated.size() == text.size() && text.find('\0') == std::string_view::npos) {
        if (inet_pton(AF_INET, terminated.c_str(), four.data()) == 1) return v4(four);
        if (inet_pton(AF_INET6, terminated.c_str(), six.data()) == 1) return v6(six);
    }
    return fail(ErrorCode::invalid, "not an IP address: " + base::printable(text, 60));
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const int family = family_ == Family::v4 ? AF_INET : AF_INET6;
    return inet_ntop(family, bytes_.data(), buffer.data(), buffer.size()) == nullptr
               ? std::string()
               : std::string(buffer.data());
}

AddressClass classify(const IpAddress& address) {
    const auto& bytes = address.bytes();
    if (address.family() == IpAddress::Family::v6) return classify6(bytes);
    return classify4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

}  // namespace spoke::transfer
