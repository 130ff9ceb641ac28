#include "crypto/key.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "crypto/digest.hpp"
#include "unit/crypto/raw_signature.hpp"

namespace spoke::crypto {
namespace {

std::string hex(std::string_view text) {
    return base::from_hex(text).value();
}

// RFC 6979 §A.2.5: the key of the P-256 examples.
PublicKey rfc_6979_key() {
    return PublicKey::from_der(
               p256_spki(hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
                         hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")))
        .value();
}

PrivateKey make_key() {
    return PrivateKey::generate().value();
}

}  // namespace

TEST(Key, the_signatures_of_RFC_6979_verify) {
    const auto key = rfc_6979_key();
    EXPECT_TRUE(key.verify(
        "sample",
        der_signature(hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"))));
    EXPECT_TRUE(key.verify(
        "test",
        der_signature(hex("F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                          "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"))));
}

TEST(Key, the_signature_of_one_message_is_not_that_of_another) {
    const auto signature =
        der_signature(hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
    EXPECT_FALSE(rfc_6979_key().verify("sample ", signature));
    EXPECT_FALSE(make_key().public_key().verify("sample", signature));
}

TEST(Key, only_the_one_DER_form_of_a_signature_is_taken) {
    const auto key = make_key();
    const auto signature = key.sign("text").value();
    EXPECT_TRUE(key.public_key().verify("text", signature));
    EXPECT_FALSE(key.public_key().verify("text", signature + '\0'));
    EXPECT_FALSE(key.public_key().verify("text", signature.substr(0, signature.size() - 1)));
    EXPECT_FALSE(key.public_key().verify("text", ""));
}

TEST(Key, a_signature_fails_after_any_flipped_bit) {
    const auto key = make_key();
    auto signature = key.sign("text").value();
    for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
        auto& byte = signature[bit / 8];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (bit % 8)));
        EXPECT_FALSE(key.public_key().verify("text", signature)) << "bit " << bit;
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (bit % 8)));
    }
}

TEST(Key, a_key_survives_its_PEM) {
    const auto key = make_key();
    const auto again = PrivateKey::from_pem(key.pem()).value();
    EXPECT_EQ(again.public_key(), key.public_key());
    EXPECT_TRUE(key.public_key().verify("text", again.sign("text").value()));
    EXPECT_EQ(PublicKey::from_pem(key.public_key().pem()).value(), key.public_key());
    EXPECT_TRUE(key.pem().reveal().starts_with("-----BEGIN PRIVATE KEY-----"));
}

TEST(Key, its_id_is_the_digest_of_its_DER) {
    const auto key = make_key().public_key();
    EXPECT_EQ(key.id(), sha256(key.der()).hex());
    EXPECT_EQ(PublicKey::from_der(key.der()).value().id(), key.id());
}

TEST(Key, two_made_keys_differ) {
    EXPECT_NE(make_key().public_key().id(), make_key().public_key().id());
}

TEST(Key, what_is_no_P256_key_is_refused) {
    const auto der = make_key().public_key().der();
    EXPECT_FALSE(PublicKey::from_der(""));
    EXPECT_FALSE(PublicKey::from_der("text"));
    EXPECT_FALSE(PublicKey::from_der(der + '\0'));
    EXPECT_FALSE(PublicKey::from_der(der.substr(0, der.size() - 1)));
    EXPECT_FALSE(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"));
    // A point beside the curve.
    auto beside = der;
    beside.back() = static_cast<char>(static_cast<unsigned char>(beside.back()) ^ 1U);
    EXPECT_FALSE(PublicKey::from_der(beside));
    // RFC 8410 §10.1: an Ed25519 key.
    const auto other = PublicKey::from_pem(
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n");
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().message.find("P-256"), std::string::npos);
}

TEST(Key, a_private_key_that_cannot_be_read_is_an_error_without_its_text) {
    const auto broken = PrivateKey::from_pem(base::Secret("-----BEGIN PRIVATE KEY-----\nsecret\n"));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().describe().find("secret"), std::string::npos);
}

}  // namespace spoke::crypto
