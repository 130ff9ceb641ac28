#include "transfer/policy.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace spoke::transfer {
namespace {

TEST(Policy, I11_an_allowance_belongs_to_its_origin_alone) {
    const auto here = HttpUrl::parse("http://127.0.0.1:8080/")->origin();
    const auto other_port = HttpUrl::parse("http://127.0.0.1:8081/")->origin();
    OriginRule rule;
    rule.allowed.insert(AddressClass::loopback);
    const EgressPolicy policy({{here, rule}});
    const std::vector loopback{*IpAddress::parse("127.0.0.1")};
    EXPECT_TRUE(policy.check(here, loopback));
    EXPECT_EQ(policy.check(other_port, loopback).error().code, ErrorCode::denied);
    const std::vector metadata{*IpAddress::parse("169.254.169.254")};
    EXPECT_EQ(policy.check(here, metadata).error().code, ErrorCode::denied);
}

TEST(Policy, I11_a_name_with_one_forbidden_address_is_refused_whole) {
    const auto origin = HttpUrl::parse("https://a.example/")->origin();
    const EgressPolicy policy;
    const std::vector mixed{*IpAddress::parse("93.184.216.34"), *IpAddress::parse("10.0.0.1")};
    EXPECT_EQ(policy.check(origin, mixed).error().code, ErrorCode::denied);
    EXPECT_EQ(policy.check(origin, {}).error().code, ErrorCode::unavailable);
}

TEST(Policy, https_never_falls_to_http) {
    const auto secure = *HttpUrl::parse("https://a.example/");
    const auto plain = *HttpUrl::parse("http://a.example/");
    EXPECT_FALSE(EgressPolicy::check_redirect(secure, plain));
    EXPECT_TRUE(EgressPolicy::check_redirect(plain, secure));
}

}  // namespace
}  // namespace spoke::transfer
