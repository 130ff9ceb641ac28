#include <gtest/gtest.h>

#include "unit/crypto/fixture_certificates.hpp"
#include "unit/crypto/test_authority.hpp"

namespace spoke::crypto {
using namespace std::chrono_literals;

TEST(Chain, a_leaf_of_each_purpose_hangs_from_its_root) {
    TestAuthority authority;
    for (const auto purpose : k_purposes) {
        const auto leaf = authority.issue(purpose).certificate;
        EXPECT_EQ(check_chain(leaf, authority.root, authority.within), std::nullopt);
    }
}

TEST(Chain, a_leaf_of_another_root_of_the_same_name_is_refused) {
    TestAuthority authority;
    TestAuthority twin;
    const auto leaf = twin.issue(Purpose::rebuild).certificate;
    EXPECT_EQ(check_chain(leaf, authority.root, authority.within),
              ChainProblem::not_issued_by_root);
}

TEST(Chain, validity_is_judged_at_the_moment_that_is_asked_for) {
    TestAuthority authority;
    const auto leaf = authority.issue(Purpose::rebuild).certificate;
    const auto& span = authority.validity;
    EXPECT_EQ(check_chain(leaf, authority.root, span.not_before - 1s), ChainProblem::not_yet_valid);
    EXPECT_EQ(check_chain(leaf, authority.root, span.not_before), std::nullopt);
    EXPECT_EQ(check_chain(leaf, authority.root, span.not_after + 1s), ChainProblem::expired);
    const auto brief =
        authority.issue(Purpose::rebuild, {span.not_before, span.not_before + 24h}).certificate;
    EXPECT_EQ(check_chain(brief, authority.root, authority.within), ChainProblem::expired);
}

TEST(Chain, a_root_is_no_leaf_and_a_leaf_is_no_root) {
    TestAuthority authority;
    const auto leaf = authority.issue(Purpose::rebuild).certificate;
    EXPECT_EQ(check_chain(authority.root, authority.root, authority.within),
              ChainProblem::not_a_leaf);
    EXPECT_EQ(check_chain(leaf, leaf, authority.within), ChainProblem::not_an_authority);
    EXPECT_EQ(check_root(leaf, authority.within), ChainProblem::not_an_authority);
    EXPECT_EQ(check_root(authority.root, authority.within), std::nullopt);
}

TEST(Chain, a_leaf_key_can_issue_nothing) {
    TestAuthority authority;
    const auto middle = authority.issue(Purpose::rebuild);
    const auto key = PrivateKey::generate().value();
    const auto below = CertificateMaker(authority.random)
                           .make_leaf(middle.certificate, middle.key, key.public_key(),
                                      {"n", "o", "urn:a"}, Purpose::rebuild, authority.validity)
                           .value();
    EXPECT_EQ(check_chain(below, authority.root, authority.within),
              ChainProblem::not_issued_by_root);
    EXPECT_EQ(check_chain(below, middle.certificate, authority.within),
              ChainProblem::not_an_authority);
}

TEST(Chain, a_changed_certificate_is_refused) {
    TestAuthority authority;
    const auto leaf = authority.issue(Purpose::rebuild).certificate;
    const auto at = leaf.der().find("Builder of tests");
    // The second occurrence is the subject; the first is the issuer's.
    const auto subject = leaf.der().find("Builder of tests", at + 1);
    ASSERT_NE(subject, std::string::npos);
    auto der = leaf.der();
    der[subject] = 'b';
    const auto changed = Certificate::from_der(der).value();
    EXPECT_EQ(check_chain(changed, authority.root, authority.within),
              ChainProblem::not_issued_by_root);
}

TEST(Chain, V8_a_certificate_has_exactly_one_purpose_of_ours) {
    const auto root = Certificate::from_pem(fixtures::k_root).value();
    const auto problem_of = [&root](std::string_view pem) {
        const auto leaf = Certificate::from_pem(pem).value();
        return check_chain(leaf, root, leaf.validity().not_before + 1h);
    };
    EXPECT_EQ(problem_of(fixtures::k_good), std::nullopt);
    EXPECT_EQ(problem_of(fixtures::k_two), ChainProblem::no_purpose);
    EXPECT_EQ(problem_of(fixtures::k_foreign), ChainProblem::no_purpose);
    EXPECT_EQ(problem_of(fixtures::k_none), ChainProblem::no_purpose);
}

TEST(Chain, an_unknown_critical_extension_is_refused) {
    const auto root = Certificate::from_pem(fixtures::k_root).value();
    const auto leaf = Certificate::from_pem(fixtures::k_critical).value();
    EXPECT_EQ(check_chain(leaf, root, leaf.validity().not_before + 1h), ChainProblem::malformed);
}

}  // namespace spoke::crypto
