#include "transfer/address.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace spoke::transfer {
namespace {

AddressClass class_of(std::string_view text) {
    const auto address = IpAddress::parse(text);
    EXPECT_TRUE(address) << text;
    return address ? classify(*address) : AddressClass::global;
}

TEST(Address, I11_each_range_that_must_not_be_dialled_has_its_class) {
    const std::vector<std::pair<std::string, AddressClass>> table = {
        {"93.184.216.34", AddressClass::global},
        {"2606:4700::1", AddressClass::global},
        {"0.0.0.0", AddressClass::unspecified},
        {"0.1.2.3", AddressClass::unspecified},
        {"127.0.0.1", AddressClass::loopback},
        {"127.255.255.254", AddressClass::loopback},
        {"10.1.2.3", AddressClass::private_network},
        {"172.16.0.1", AddressClass::private_network},
        {"172.31.255.255", AddressClass::private_network},
        {"172.32.0.1", AddressClass::global},
        {"192.168.1.1", AddressClass::private_network},
        {"100.64.0.1", AddressClass::shared},
        {"100.127.255.255", AddressClass::shared},
        {"100.128.0.1", AddressClass::global},
        {"169.254.1.1", AddressClass::link_local},
        {"169.254.169.254", AddressClass::metadata},
        {"100.100.100.200", AddressClass::metadata},
        {"fd00:ec2::254", AddressClass::metadata},
        {"192.0.2.1", AddressClass::reserved},
        {"198.18.0.1", AddressClass::reserved},
        {"224.0.0.1", AddressClass::multicast},
        {"255.255.255.255", AddressClass::reserved},
        {"::", AddressClass::unspecified},
        {"::1", AddressClass::loopback},
        {"fe80::1", AddressClass::link_local},
        {"fc00::1", AddressClass::private_network},
        {"fec0::1", AddressClass::private_network},
        {"ff02::1", AddressClass::multicast},
        {"2001:db8::1", AddressClass::reserved},
        {"2001::1", AddressClass::reserved},
        {"2002:7f00:1::", AddressClass::reserved},
        {"64:ff9b:1::1", AddressClass::reserved},
        {"100::1", AddressClass::reserved},
        {"4000::1", AddressClass::reserved},
    };
    for (const auto& [text, expected] : table)
        EXPECT_EQ(to_string(class_of(text)), to_string(expected)) << text;
}

TEST(Address, I11_an_IPv4_address_inside_an_IPv6_one_is_judged_as_itself) {
    EXPECT_EQ(class_of("::ffff:127.0.0.1"), AddressClass::loopback);
    EXPECT_EQ(class_of("::ffff:a9fe:a9fe"), AddressClass::metadata);
    EXPECT_EQ(class_of("64:ff9b::10.0.0.1"), AddressClass::private_network);
    EXPECT_EQ(class_of("::10.0.0.1"), AddressClass::private_network);
    EXPECT_EQ(class_of("::ffff:0:192.168.0.1"), AddressClass::private_network);
    EXPECT_EQ(class_of("64:ff9b::8.8.8.8"), AddressClass::global);
}

TEST(Address, only_the_plain_forms_are_addresses) {
    for (const std::string text : {"127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "1.2.3.4.5",
                                   "fe80::1%eth0", "[::1]", "", "localhost"})
        EXPECT_FALSE(IpAddress::parse(text)) << text;
    EXPECT_FALSE(IpAddress::parse(std::string_view("127.0.0.1\0x", 11)));
    EXPECT_EQ(IpAddress::parse("2606:4700:0:0::1")->text(), "2606:4700::1");
}

}  // namespace
}  // namespace spoke::transfer
