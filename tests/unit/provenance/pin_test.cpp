#include "provenance/pin.hpp"

#include <gtest/gtest.h>

#include "support/fast_folder.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using tests::must;

struct Pin : testing::Test {
    tests::TrustDomain domain;
    base::TemporaryFolder client = must(tests::make_fast_folder("pin"));
    std::filesystem::path file = client.path() / "trust.json";
    std::string fingerprint = must(domain.signer.describe()).root_fingerprint;

    Result<SignedTrust> pin(const std::string& text,
                            const std::optional<std::string>& given = std::nullopt) {
        return pin_trust(file, text, given, domain.clock.now());
    }
};

}  // namespace

TEST_F(Pin, V8_nothing_is_trusted_on_first_use) {
    const auto silent = pin(domain.trust_text());
    ASSERT_FALSE(silent);
    EXPECT_EQ(silent.error().code, ErrorCode::denied);
    EXPECT_FALSE(must(load_pinned_trust(file)).has_value());
}

TEST_F(Pin, the_first_pin_needs_the_right_fingerprint) {
    const auto wrong = pin(domain.trust_text(), std::string(64, '0'));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::denied);
    EXPECT_EQ(pin(domain.trust_text(), "12:34").error().code, ErrorCode::invalid);
    EXPECT_TRUE(pin(domain.trust_text(), fingerprint));
    EXPECT_EQ(must(load_pinned_trust(file))->trust, domain.trust());
}

TEST_F(Pin, a_fingerprint_may_be_written_as_people_do) {
    std::string written = "sha256:";
    for (std::size_t i = 0; i < fingerprint.size(); i += 2) {
        if (i > 0) written += ':';
        written += static_cast<char>(std::toupper(fingerprint[i]));
        written += static_cast<char>(std::toupper(fingerprint[i + 1]));
    }
    EXPECT_TRUE(pin(domain.trust_text(), written));
}

TEST_F(Pin, a_later_version_needs_no_fingerprint_and_an_earlier_one_is_a_rollback) {
    const auto first = domain.trust_text();
    must(pin(first, fingerprint));
    domain.clock.advance(1h);
    const auto second = must(domain.signer.renew_trust());
    EXPECT_EQ(must(pin(second)).trust.version, 2);
    const auto rollback = pin(first);
    ASSERT_FALSE(rollback);
    EXPECT_EQ(rollback.error().code, ErrorCode::conflict);
    EXPECT_NE(rollback.error().message.find("rollback"), std::string::npos);
    EXPECT_FALSE(pin(first, fingerprint));
    EXPECT_TRUE(pin(second));
    EXPECT_EQ(must(load_pinned_trust(file))->trust.version, 2);
}

TEST_F(Pin, the_same_version_with_other_content_is_refused) {
    must(pin(domain.trust_text(), fingerprint));
    auto other = domain.trust();
    other.builder_name = "Somebody else";
    const auto root_key = must(load_private_key(domain.folder.path() / "root.pem"));
    EXPECT_EQ(pin(must(sign_trust(other, root_key))).error().code, ErrorCode::conflict);
}

TEST_F(Pin, another_domain_or_root_can_not_follow) {
    must(pin(domain.trust_text(), fingerprint));
    tests::TrustDomain stranger;
    EXPECT_FALSE(pin(stranger.trust_text()));
    // The same domain's name, signed by a root of its own.
    auto forged = stranger.trust();
    forged.trust_domain = domain.trust().trust_domain;
    forged.version = 9;
    const auto key = must(load_private_key(stranger.folder.path() / "root.pem"));
    EXPECT_EQ(pin(must(sign_trust(forged, key))).error().code, ErrorCode::denied);
}

TEST_F(Pin, an_expired_trust_file_is_not_pinned) {
    const auto text = domain.trust_text();
    domain.clock.advance(366 * 24h);
    EXPECT_EQ(pin(text, fingerprint).error().code, ErrorCode::invalid);
}

TEST_F(Pin, a_damaged_pin_is_said_and_never_replaced_in_silence) {
    must(base::write_file_atomically(file, "damaged"));
    EXPECT_FALSE(load_pinned_trust(file));
    EXPECT_FALSE(pin(domain.trust_text(), fingerprint));
}

}  // namespace spoke::provenance
