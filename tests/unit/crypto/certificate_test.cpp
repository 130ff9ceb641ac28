#include "crypto/certificate.hpp"

#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "unit/crypto/test_authority.hpp"

namespace spoke::crypto {

TEST(Certificate, fields_are_read_back_as_they_were_given) {
    TestAuthority authority;
    const auto leaf = authority.issue(Purpose::mirror).certificate;
    EXPECT_EQ(leaf.subject().common_name, "Builder of tests");
    EXPECT_EQ(leaf.subject().organization, "urn:uuid:domain");
    EXPECT_EQ(leaf.subject().uri, "urn:spokeshave:builder:test");
    EXPECT_EQ(leaf.purpose(), Purpose::mirror);
    EXPECT_EQ(leaf.validity(), authority.validity);
    EXPECT_FALSE(leaf.is_authority());
    EXPECT_TRUE(authority.root.is_authority());
    EXPECT_FALSE(authority.root.purpose());
}

TEST(Certificate, it_survives_DER_and_PEM) {
    TestAuthority authority;
    const auto leaf = authority.issue(Purpose::rebuild).certificate;
    EXPECT_EQ(Certificate::from_der(leaf.der()).value(), leaf);
    EXPECT_EQ(Certificate::from_pem(leaf.pem()).value(), leaf);
    EXPECT_EQ(leaf.fingerprint(), sha256(leaf.der()).hex());
}

TEST(Certificate, malformed_bytes_are_refused) {
    TestAuthority authority;
    const auto der = authority.root.der();
    EXPECT_FALSE(Certificate::from_der(""));
    EXPECT_FALSE(Certificate::from_der(der + "x"));
    EXPECT_FALSE(Certificate::from_der(der.substr(1)));
    EXPECT_FALSE(Certificate::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n"));
}

}  // namespace spoke::crypto
