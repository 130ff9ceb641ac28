#include "provenance/attestation.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/encoding.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using nlohmann::json;
using tests::must;

struct Attestation : testing::Test {
    tests::TrustDomain domain;
    BuildTicket ticket = tests::ticket_for(tests::sample_order());
    crypto::Envelope statement = must(crypto::parse_envelope(
        must(domain.signer.sign_rebuild(ticket, tests::sample_result(domain.clock.now())))));
};

}  // namespace

// PEP 740, "Attestation objects".
TEST_F(Attestation, it_holds_the_statement_and_its_signature) {
    const auto object = json::parse(must(render_attestation(statement)));
    EXPECT_EQ(object["version"], 1);
    EXPECT_EQ(object["verification_material"]["transparency_entries"], json::array());
    const auto decode = [](const json& text) {
        return must(base::from_base64(text.get<std::string>()));
    };
    const auto leaf =
        must(crypto::Certificate::from_der(decode(object["verification_material"]["certificate"])));
    EXPECT_EQ(decode(object["envelope"]["statement"]), statement.payload);
    EXPECT_TRUE(leaf.public_key().verify(
        crypto::pre_authentication_encoding("application/vnd.in-toto+json", statement.payload),
        decode(object["envelope"]["signature"])));
}

TEST_F(Attestation, the_publisher_is_our_own_kind) {
    const auto object = json::parse(must(render_provenance_object({statement, statement})));
    EXPECT_EQ(object["version"], 1);
    ASSERT_EQ(object["attestation_bundles"].size(), 2U);
    const auto& publisher = object["attestation_bundles"][0]["publisher"];
    EXPECT_EQ(publisher["kind"], "Spokeshave");
    EXPECT_EQ(publisher["claims"]["builder_id"], must(domain.signer.describe()).builder_id);
    EXPECT_EQ(object["attestation_bundles"][0]["attestations"].size(), 1U);
    EXPECT_EQ(json::parse(must(render_provenance_object({})))["attestation_bundles"],
              json::array());
}

TEST_F(Attestation, what_PEP_740_can_not_carry_is_refused) {
    const auto manifest = must(crypto::parse_envelope(
        must(domain.signer.sign_manifest(ticket, tests::sample_manifest()))));
    EXPECT_FALSE(render_attestation(manifest));
    auto bare = statement;
    bare.signatures[0].chain.clear();
    EXPECT_FALSE(render_attestation(bare));
    auto twice = statement;
    twice.signatures.push_back(twice.signatures[0]);
    EXPECT_FALSE(render_provenance_object({twice}));
}

}  // namespace spoke::provenance
