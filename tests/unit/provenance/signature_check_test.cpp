#include "provenance/signature_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using crypto::Purpose;
using tests::must;

struct SignatureCheckTest : testing::Test {
    tests::TrustDomain domain;
    KeyStore keys = domain.open_store();
    TrustFile trust = domain.trust();
    base::Moment now = domain.clock.now();

    SignedClaim claim() const {
        return {Purpose::rebuild,
                {keys.builder_id(), keys.trust_domain(), now},
                Tier::rebuilt,
                "flask"};
    }
    crypto::Envelope sign(Purpose purpose) const {
        const auto& leaf = keys.leaf(purpose);
        return must(crypto::sign_envelope("application/x-test", "payload", leaf.key,
                                          {leaf.certificate, keys.root()}));
    }
    TrustedKey& entry(Purpose purpose) {
        const auto id = keys.leaf(purpose).certificate.public_key().id();
        return *std::ranges::find(trust.keys, id, &TrustedKey::key_id);
    }
    /// The code of the first finding; empty: believed.
    std::string judge(const crypto::Envelope& envelope, const SignedClaim& of) const {
        const auto report = check_signatures(envelope, of, trust, now);
        return report.findings.empty() ? "" : report.findings.front().code;
    }
    std::string judge(const SignedClaim& of) const { return judge(sign(Purpose::rebuild), of); }
};

}  // namespace

TEST_F(SignatureCheckTest, a_key_within_its_scope_is_believed) {
    const auto report = check_signatures(sign(Purpose::rebuild), claim(), trust, now);
    EXPECT_TRUE(report.findings.empty());
    EXPECT_EQ(report.builder_name, "Carpenter's workshop");
    EXPECT_EQ(report.key_id, keys.leaf(Purpose::rebuild).certificate.public_key().id());
}

TEST_F(SignatureCheckTest, V8_a_key_of_one_purpose_never_signs_for_another) {
    for (const auto signer : crypto::k_purposes)
        for (const auto wanted : crypto::k_purposes) {
            auto of = claim();
            of.purpose = wanted;
            of.tier = entry(signer).tiers.front();
            EXPECT_EQ(judge(sign(signer), of), signer == wanted ? "" : "wrong_purpose")
                << to_string(signer) << " for " << to_string(wanted);
        }
    auto of = claim();
    of.purpose = std::nullopt;
    EXPECT_EQ(judge(of), "wrong_purpose");
}

TEST_F(SignatureCheckTest, V8_the_trust_file_can_not_widen_the_purpose_of_a_certificate) {
    entry(Purpose::mirror).purpose = Purpose::rebuild;
    entry(Purpose::mirror).tiers = {Tier::rebuilt};
    EXPECT_EQ(judge(sign(Purpose::mirror), claim()), "wrong_purpose");
}

TEST_F(SignatureCheckTest, V8_the_chain_that_comes_along_makes_no_trust) {
    tests::TrustDomain stranger;
    const auto theirs = stranger.open_store();
    const auto& leaf = theirs.leaf(Purpose::rebuild);
    const auto envelope = must(crypto::sign_envelope("application/x-test", "payload", leaf.key,
                                                     {leaf.certificate, theirs.root()}));
    EXPECT_EQ(judge(envelope, claim()), "untrusted_root");
    // Nor does our root beside a foreign leaf.
    const auto mixed = must(crypto::sign_envelope("application/x-test", "payload", leaf.key,
                                                  {leaf.certificate, keys.root()}));
    EXPECT_EQ(judge(mixed, claim()), "untrusted_root");
}

TEST_F(SignatureCheckTest, V8_the_root_itself_signs_no_payload) {
    const auto root_key = must(load_private_key(domain.folder.path() / "root.pem"));
    const auto envelope =
        must(crypto::sign_envelope("application/x-test", "payload", root_key, {keys.root()}));
    trust.keys.push_back(entry(Purpose::rebuild));
    trust.keys.back().key_id = root_key.public_key().id();
    EXPECT_EQ(judge(envelope, claim()), "bad_certificate");
}

TEST_F(SignatureCheckTest, bytes_that_differ_are_not_believed) {
    auto envelope = sign(Purpose::rebuild);
    envelope.payload += " ";
    EXPECT_EQ(judge(envelope, claim()), "bad_signature");
    envelope = sign(Purpose::rebuild);
    envelope.payload_type = "application/x-other";
    EXPECT_EQ(judge(envelope, claim()), "bad_signature");
    envelope = sign(Purpose::rebuild);
    envelope.signatures[0].chain.clear();
    EXPECT_EQ(judge(envelope, claim()), "no_certificate");
    envelope = sign(Purpose::rebuild);
    envelope.signatures[0].chain = {keys.leaf(Purpose::remediate).certificate};
    EXPECT_EQ(judge(envelope, claim()), "bad_signature");
}

TEST_F(SignatureCheckTest, V8_builder_tier_and_name_are_scoped) {
    auto of = claim();
    of.issuer.builder_id = "urn:spokeshave:builder:other";
    EXPECT_EQ(judge(of), "builder_not_allowed");
    entry(Purpose::rebuild).builder_ids.emplace_back("urn:spokeshave:builder:other");
    EXPECT_EQ(judge(of), "wrong_builder");
    of = claim();
    of.tier = Tier::internal;
    EXPECT_EQ(judge(of), "tier_not_allowed");
    entry(Purpose::rebuild).names = {"acme-*"};
    EXPECT_EQ(judge(claim()), "name_not_allowed");
    of = claim();
    of.project = "acme-utils";
    EXPECT_EQ(judge(of), "");
}

TEST_F(SignatureCheckTest, another_trust_domain_is_refused) {
    auto of = claim();
    of.issuer.trust_domain = "urn:uuid:other";
    EXPECT_EQ(judge(of), "wrong_trust_domain");
    trust.trust_domain = "urn:uuid:other";
    EXPECT_EQ(judge(of), "wrong_trust_domain");
}

TEST_F(SignatureCheckTest, V8_a_revoked_key_is_believed_in_nothing_whatever_date_it_writes) {
    trust.revoked = {{keys.leaf(Purpose::rebuild).certificate.public_key().id(), now, "stolen"}};
    auto of = claim();
    EXPECT_EQ(judge(of), "key_revoked");
    of.issuer.signed_at = now - 30min;
    EXPECT_EQ(judge(of), "key_revoked");
}

TEST_F(SignatureCheckTest, a_key_that_the_trust_file_does_not_name_is_refused) {
    std::erase(trust.keys, entry(Purpose::rebuild));
    EXPECT_EQ(judge(claim()), "key_not_trusted");
}

TEST_F(SignatureCheckTest, signatures_are_of_the_time_that_the_key_is_trusted_for) {
    auto of = claim();
    of.issuer.signed_at = now + 1h;
    EXPECT_EQ(judge(of), "signed_in_future");
    entry(Purpose::rebuild).period.not_after = now - 1min;
    EXPECT_EQ(judge(claim()), "key_period");
    of.issuer.signed_at = now - 2min;
    EXPECT_EQ(judge(of), "");
    of.issuer.signed_at = now - 24h;
    EXPECT_EQ(judge(of), "bad_certificate");
}

TEST_F(SignatureCheckTest, what_was_signed_in_time_stays_believed_after_the_certificate_ends) {
    const auto signed_at = now;
    now += k_leaf_lifetime + 24h;
    auto of = claim();
    of.issuer.signed_at = signed_at;
    EXPECT_EQ(judge(of), "");
}

TEST_F(SignatureCheckTest, V8_a_trust_file_that_names_a_log_makes_its_proof_compulsory) {
    trust.logs = {{"log.example/1", "log.example+12345678+AQID"}};
    EXPECT_EQ(judge(claim()), "log_proof_missing");
    auto envelope = sign(Purpose::rebuild);
    envelope.signatures[0].log_proof = R"({"index":1})";
    EXPECT_EQ(judge(envelope, claim()), "log_proof_missing");
}

TEST_F(SignatureCheckTest, one_good_signature_among_several_is_enough) {
    auto envelope = sign(Purpose::mirror);
    envelope.signatures.push_back(sign(Purpose::rebuild).signatures[0]);
    EXPECT_EQ(judge(envelope, claim()), "");
}

}  // namespace spoke::provenance
