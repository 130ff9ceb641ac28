#include "provenance/local_signer.hpp"

#include <gtest/gtest.h>

#include "provenance/verifier.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using tests::must;

struct LocalSignerTest : testing::Test {
    tests::TrustDomain domain;
    BuildTicket ticket = tests::ticket_for(tests::sample_order());

    std::string sign() {
        return must(domain.signer.sign_manifest(ticket, tests::sample_manifest()));
    }
    Verdict judge(const std::string& text) {
        const auto trust = domain.trust();
        return verify_manifest(text, &trust, {}, domain.clock.now()).verdict;
    }
};

}  // namespace

TEST_F(LocalSignerTest, it_says_who_it_is) {
    const auto info = must(domain.signer.describe());
    EXPECT_EQ(info.builder_name, "Carpenter's workshop");
    EXPECT_EQ(info.trust_version, 1);
    EXPECT_TRUE(info.has_root_key);
    EXPECT_EQ(info.root_fingerprint.size(), 64U);
}

TEST_F(LocalSignerTest, F3_issuer_and_time_are_its_own_and_never_the_callers) {
    auto manifest = tests::sample_manifest();
    manifest.builder_id = "urn:forged";
    manifest.trust_domain = "urn:forged";
    manifest.signed_at = domain.clock.now() - 24h;
    const auto text = must(domain.signer.sign_manifest(ticket, manifest));
    const auto parsed = must(parse_manifest(must(crypto::parse_envelope(text)).payload));
    EXPECT_EQ(parsed.builder_id, must(domain.signer.describe()).builder_id);
    EXPECT_EQ(parsed.trust_domain, must(domain.signer.describe()).trust_domain);
    EXPECT_EQ(parsed.signed_at, domain.clock.now());
}

TEST_F(LocalSignerTest, F3_the_payload_digest_is_recomputed) {
    auto manifest = tests::sample_manifest();
    manifest.payload = tests::sample_digest("a worker's word");
    EXPECT_FALSE(domain.signer.sign_manifest(ticket, manifest));
    manifest = tests::sample_manifest();
    manifest.files[0].sha256 = tests::sample_digest("evil");
    EXPECT_FALSE(domain.signer.sign_manifest(ticket, manifest));
}

TEST_F(LocalSignerTest, F3_a_ticket_signs_one_payload) {
    sign();
    EXPECT_EQ(judge(sign()), Verdict::believed);  // the same again, after a crash for instance
    auto other = tests::sample_manifest();
    other.files[0].sha256 = tests::sample_digest("other");
    other.payload = crypto::payload_digest(other.files, other.dist_info);
    EXPECT_EQ(domain.signer.sign_manifest(ticket, other).error().code, ErrorCode::conflict);
    auto result = tests::sample_result(domain.clock.now());
    result.payload = other.payload;
    EXPECT_EQ(domain.signer.sign_rebuild(ticket, result).error().code, ErrorCode::conflict);
    ticket.nonce = std::string(64, 'b');
    EXPECT_TRUE(domain.signer.sign_manifest(ticket, other));
}

TEST_F(LocalSignerTest, F13_a_payload_with_reserved_members_is_refused) {
    auto manifest = tests::sample_manifest();
    manifest.files.push_back({"flask-2.0.0.dist-info/spokeshave.payload.dsse.json",
                              tests::sample_digest("planted"), 1, crypto::Executable::no});
    manifest.payload = crypto::payload_digest(manifest.files, manifest.dist_info);
    EXPECT_EQ(domain.signer.sign_manifest(ticket, manifest).error().code, ErrorCode::invalid);
}

TEST_F(LocalSignerTest, it_goes_on_without_the_root_key) {
    std::filesystem::remove(domain.folder.path() / "root.pem");
    EXPECT_EQ(judge(sign()), Verdict::believed);
    EXPECT_FALSE(must(domain.signer.describe()).has_root_key);
    EXPECT_EQ(domain.signer.renew_trust().error().code, ErrorCode::unavailable);
}

TEST_F(LocalSignerTest, what_was_signed_before_a_key_was_replaced_stays_believed) {
    const auto old = sign();
    domain.clock.advance(1h);
    auto command = must(KeyStore::open(domain.folder.path(), "", domain.clock, domain.random));
    must(command.replace_leaf(crypto::Purpose::rebuild));
    domain.clock.advance(1h);
    // A running signer uses the new key from here on.
    EXPECT_EQ(judge(sign()), Verdict::believed);
    EXPECT_EQ(judge(old), Verdict::believed);
    EXPECT_NE(must(crypto::parse_envelope(old)).signatures[0].key_id,
              must(crypto::parse_envelope(sign())).signatures[0].key_id);
}

TEST_F(LocalSignerTest, V8_what_a_revoked_key_signed_is_believed_no_more) {
    const auto old = sign();
    auto command = must(KeyStore::open(domain.folder.path(), "", domain.clock, domain.random));
    must(command.revoke(must(crypto::parse_envelope(old)).signatures[0].key_id, "stolen"));
    EXPECT_EQ(judge(old), Verdict::invalid);
    EXPECT_EQ(judge(sign()), Verdict::believed);
}

TEST_F(LocalSignerTest, a_key_whose_time_has_ended_does_not_sign) {
    domain.clock.advance(k_leaf_lifetime + 24h);
    const auto late = domain.signer.sign_manifest(ticket, tests::sample_manifest());
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::unavailable);
    EXPECT_NE(late.error().message.find("trust renew"), std::string::npos);
    must(domain.signer.renew_trust());
    EXPECT_EQ(judge(sign()), Verdict::believed);
}

}  // namespace spoke::provenance
