#include "crypto/dsse.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "unit/crypto/raw_signature.hpp"
#include "unit/crypto/test_authority.hpp"

namespace spoke::crypto {
namespace {

constexpr std::string_view k_type = "application/x-test";

Envelope sign(std::string payload, const PrivateKey& key) {
    return sign_envelope(std::string(k_type), std::move(payload), key, {}).value();
}

std::string hex(std::string_view text) {
    return base::from_hex(text).value();
}

}  // namespace

TEST(Dsse, the_encoding_of_the_protocol_document_holds) {
    EXPECT_EQ(pre_authentication_encoding("http://example.com/HelloWorld", "hello world"),
              "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    EXPECT_EQ(pre_authentication_encoding("", ""), "DSSEv1 0  0 ");
}

// DSSE protocol document 1.0.0, "Test Vectors". Its signature is raw r || s; here it is as DER.
TEST(Dsse, the_signature_of_the_protocol_document_verifies_as_DER) {
    const auto key = PublicKey::from_der(
        p256_spki(hex("67cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d238"),
                  hex("0c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74")));
    ASSERT_TRUE(key);
    const auto raw = base::from_base64(
        "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==");
    const auto text =
        R"({"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld",)"
        R"("signatures":[{"sig":")" +
        base::to_base64(der_signature(raw.value())) + "\"}]}";
    const auto envelope = parse_envelope(text);
    ASSERT_TRUE(envelope) << envelope.error().describe();
    EXPECT_EQ(envelope->payload, "hello world");
    EXPECT_NE(envelope->find_signature(*key), nullptr);
}

TEST(Dsse, an_envelope_survives_its_text) {
    TestAuthority authority;
    auto leaf = authority.issue(Purpose::rebuild);
    auto envelope = sign_envelope(std::string(k_type), "pay\0load", leaf.key,
                                  {leaf.certificate, authority.root})
                        .value();
    envelope.signatures.front().log_proof = R"({"index":7})";
    const auto text = render_envelope(envelope);
    const auto again = parse_envelope(text).value();
    EXPECT_EQ(again.payload, envelope.payload);
    EXPECT_EQ(again.payload_type, k_type);
    ASSERT_EQ(again.signatures.size(), 1U);
    EXPECT_EQ(again.signatures[0].key_id, leaf.key.public_key().id());
    EXPECT_EQ(again.signatures[0].chain, envelope.signatures[0].chain);
    EXPECT_EQ(again.signatures[0].log_proof, R"({"index":7})");
    EXPECT_NE(again.find_signature(leaf.key.public_key()), nullptr);
    EXPECT_EQ(render_envelope(again), text);
}

TEST(Dsse, the_payload_type_is_signed_too) {
    const auto key = PrivateKey::generate().value();
    auto envelope = sign("text", key);
    EXPECT_NE(envelope.find_signature(key.public_key()), nullptr);
    envelope.payload_type = "application/x-other";
    EXPECT_EQ(envelope.find_signature(key.public_key()), nullptr);
}

TEST(Dsse, the_key_id_is_a_hint_and_no_proof) {
    const auto key = PrivateKey::generate().value();
    const auto other = PrivateKey::generate().value();
    auto envelope = sign("text", other);
    envelope.signatures[0].key_id = key.public_key().id();
    EXPECT_EQ(envelope.find_signature(key.public_key()), nullptr);
    EXPECT_NE(envelope.find_signature(other.public_key()), nullptr);
}

TEST(Dsse, both_alphabets_of_base64_are_read) {
    const auto envelope =
        parse_envelope(R"({"payload":"-_8","payloadType":"t","signatures":[{"sig":"-_8="}]})");
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope->payload, "\xfb\xff");
    EXPECT_EQ(envelope->signatures[0].signature, "\xfb\xff");
}

TEST(Dsse, malformed_envelopes_are_refused) {
    for (const auto* text : {
             "",
             "[]",
             "null",
             R"({"payload":"","payloadType":"t"})",
             R"({"payload":"","payloadType":"t","signatures":[]})",
             R"({"payload":"","payloadType":"t","signatures":[7]})",
             R"({"payload":"","payloadType":"t","signatures":[{"keyid":"k"}]})",
             R"({"payload":"","payloadType":"","signatures":[{"sig":""}]})",
             R"({"payload":"!","payloadType":"t","signatures":[{"sig":""}]})",
             R"({"payload":"","payload":"YQ==","payloadType":"t","signatures":[{"sig":""}]})",
             R"({"payload":"","payloadType":"t","signatures":[{"sig":"","chain":["AAAA"]}]})",
             R"({"payload":"","payloadType":"t","signatures":[{"sig":"","chain":{}}]})",
         })
        EXPECT_FALSE(parse_envelope(text)) << text;
}

TEST(Dsse, long_lists_are_refused_before_work_is_done) {
    std::string many = R"({"payload":"","payloadType":"t","signatures":[)";
    for (std::size_t i = 0; i <= k_signatures_limit; ++i) many += R"({"sig":""},)";
    many.back() = ']';
    EXPECT_FALSE(parse_envelope(many + "}"));
    EXPECT_EQ(parse_envelope(std::string(k_envelope_limit + 1, ' ')).error().code,
              ErrorCode::too_large);
}

}  // namespace spoke::crypto
