#include "crypto/digest.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace spoke::crypto {

// FIPS 180-4's examples for SHA-256.
TEST(Digest, sha256_matches_the_examples_of_the_standard) {
    EXPECT_EQ(sha256("abc").hex(),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex(),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1000000, 'a')).hex(),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Values of Python's hashlib.blake2b(…, digest_size=32), an implementation of RFC 7693.
TEST(Digest, blake2b_matches_another_implementation) {
    EXPECT_EQ(blake2b_256("").hex(),
              "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(blake2b_256("abc").hex(),
              "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Digest, a_stream_in_pieces_has_the_digest_of_the_whole) {
    const std::string text(200000, 'x');
    FileHasher hasher;
    for (std::size_t at = 0; at < text.size(); at += 777)
        hasher.update(std::string_view(text).substr(at, 777));
    const auto digests = hasher.finish();
    EXPECT_EQ(digests.sha256, sha256(text));
    EXPECT_EQ(digests.blake2b, blake2b_256(text));
    EXPECT_EQ(digests.size, text.size());

    auto folder = base::TemporaryFolder::make("spoke-digest").value();
    ASSERT_TRUE(base::write_file_atomically(folder.path() / "f", text));
    const auto file = base::open_regular_file(folder.path() / "f").value();
    EXPECT_EQ(hash_file(file.get()).value(), digests);
    EXPECT_EQ(hash_file(file.get()).value(), digests);
}

TEST(Digest, text_is_exactly_64_lower_case_digits) {
    const std::string hex = sha256("x").hex();
    EXPECT_EQ(Sha256Digest::parse(hex).value(), sha256("x"));
    EXPECT_FALSE(Sha256Digest::parse(hex.substr(1)));
    EXPECT_FALSE(Sha256Digest::parse("B" + hex.substr(1)));
    EXPECT_FALSE(Sha256Digest::parse(hex + "\n"));
    EXPECT_FALSE(Sha256Digest::from_bytes("short"));
}

}  // namespace spoke::crypto
