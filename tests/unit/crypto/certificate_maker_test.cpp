#include <gtest/gtest.h>

#include "unit/crypto/test_authority.hpp"

namespace spoke::crypto {

TEST(CertificateMaker, names_beyond_what_X509_holds_are_refused_and_said) {
    TestAuthority authority;
    const auto key = PrivateKey::generate().value();
    CertificateMaker maker(authority.random);
    const auto long_name =
        maker.make_root(key, {std::string(65, 'a'), "o", ""}, authority.validity);
    ASSERT_FALSE(long_name);
    EXPECT_NE(long_name.error().message.find("64 characters"), std::string::npos);
    EXPECT_FALSE(maker.make_root(key, {"", "o", ""}, authority.validity));
    EXPECT_TRUE(maker.make_root(key, {"Zimmerei Müller", "o", ""}, authority.validity));
}

TEST(CertificateMaker, a_builder_id_cannot_smuggle_a_second_name) {
    TestAuthority authority;
    const auto key = PrivateKey::generate().value();
    for (const auto* uri : {"urn:a,URI:urn:b", "urn:a\nDNS:b", "urn:a b", "urn:\"a\""})
        EXPECT_FALSE(CertificateMaker(authority.random)
                         .make_leaf(authority.root, authority.root_key, key.public_key(),
                                    {"n", "o", uri}, Purpose::log, authority.validity))
            << uri;
}

TEST(CertificateMaker, only_the_key_of_the_root_issues) {
    TestAuthority authority;
    const auto other = PrivateKey::generate().value();
    EXPECT_FALSE(CertificateMaker(authority.random)
                     .make_leaf(authority.root, other, other.public_key(), {"n", "o", "urn:a"},
                                Purpose::log, authority.validity));
}

TEST(CertificateMaker, a_span_that_ends_before_it_begins_is_refused) {
    TestAuthority authority;
    const Validity backwards{authority.validity.not_after, authority.validity.not_before};
    EXPECT_FALSE(CertificateMaker(authority.random)
                     .make_root(authority.root_key, {"n", "o", ""}, backwards));
}

}  // namespace spoke::crypto
