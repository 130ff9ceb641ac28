#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace spoke::transfer {

/// What an address reaches. Only `global` is dialled unless the origin's rule allows the class.
enum class AddressClass {
    global,
    loopback,         ///< 127/8, ::1
    unspecified,      ///< 0/8, ::
    private_network,  ///< RFC 1918, fc00::/7, fec0::/10
    shared,           ///< 100.64/10 (carrier-grade NAT), RFC 6598
    link_local,       ///< 169.254/16, fe80::/10
    metadata,         ///< the clouds' metadata services, whichever range they stand in
    multicast,
    reserved,  ///< documentation, benchmarking, 6to4, Teredo, NAT64's local prefix, 240/4, …
};

std::string_view to_string(AddressClass value);

/// An IPv4 or IPv6 address. IPv4 inside IPv6 (mapped, compatible, NAT64's 64:ff9b::/96) is judged
/// by the IPv4 address, so that `::ffff:127.0.0.1` is loopback.
class IpAddress {
public:
    enum class Family { v4, v6 };

    /// Dotted decimal of four parts, or RFC 4291 text without brackets and zone; no octal, hex or
    /// short forms.
    static Result<IpAddress> parse(std::string_view text);
    static IpAddress v4(std::array<std::uint8_t, 4> bytes);
    static IpAddress v6(std::array<std::uint8_t, 16> bytes);

    Family family() const { return family_; }
    /// The first 4 or all 16 bytes, in network order.
    const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
    std::string text() const;
    auto operator<=>(const IpAddress&) const = default;

private:
    IpAddress(Family family, std::array<std::uint8_t, 16> bytes) : family_(family), bytes_(bytes) {}
    Family family_;
    std::array<std::uint8_t, 16> bytes_;
};

AddressClass classify(const IpAddress& address);

}  // namespace spoke::transfer
