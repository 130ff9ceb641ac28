#include "provenance/trust.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/golden.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using tests::must;

/// A root outside any folder, to sign what a key store would not.
struct Root {
    tests::CountingRandom random;
    tests::ManualClock clock;
    crypto::PrivateKey key = must(crypto::PrivateKey::generate());
    crypto::Certificate certificate = must(crypto::CertificateMaker(random).make_root(
        key, {"Root", "urn:uuid:test", ""}, {clock.now() - 1h, clock.now() + 1000 * 24h}));

    TrustFile trust() {
        TrustFile file;
        file.trust_domain = "urn:uuid:test";
        file.builder_name = "Builder";
        file.issued = clock.now();
        file.expires = clock.now() + k_trust_lifetime;
        file.roots = {certificate};
        file.keys = {{std::string(64, 'a'),
                      crypto::Purpose::rebuild,
                      {"urn:builder"},
                      {Tier::rebuilt},
                      {"acme-*", "flask"},
                      {clock.now(), clock.now() + 24h}}};
        file.logs = {{"log.example/1", "log.example+12345678+AQID"}};
        file.revoked = {{std::string(64, 'b'), clock.now(), "stolen"}};
        return file;
    }
};

}  // namespace

TEST(Trust, a_trust_file_survives_its_text) {
    Root root;
    const auto signed_trust = must(parse_signed_trust(must(sign_trust(root.trust(), root.key))));
    EXPECT_EQ(signed_trust.trust, root.trust());
    EXPECT_EQ(signed_trust.root, root.certificate);
    EXPECT_NE(signed_trust.trust.find_key(std::string(64, 'a')), nullptr);
    EXPECT_EQ(signed_trust.trust.find_key(std::string(64, 'b')), nullptr);
    EXPECT_NE(signed_trust.trust.find_revoked(std::string(64, 'b')), nullptr);
}

TEST(Trust, V8_only_a_root_that_it_names_can_sign_it) {
    Root root;
    Root other;
    EXPECT_FALSE(parse_signed_trust(must(sign_trust(root.trust(), other.key))));
    // A leaf named as a root may sign nothing.
    auto trust = root.trust();
    const auto key = must(crypto::PrivateKey::generate());
    const auto leaf =
        must(crypto::CertificateMaker(root.random)
                 .make_leaf(root.certificate, root.key, key.public_key(),
                            {"Leaf", "urn:uuid:test", "urn:b"}, crypto::Purpose::trust,
                            {root.clock.now() - 1h, root.clock.now() + 24h}));
    trust.roots = {leaf};
    EXPECT_FALSE(parse_signed_trust(must(sign_trust(trust, key))));
}

TEST(Trust, V8_another_payload_type_is_no_trust_file) {
    Root root;
    const auto envelope = must(crypto::sign_envelope(std::string(k_type_statement),
                                                     render_trust(root.trust()), root.key, {}));
    EXPECT_FALSE(parse_signed_trust(crypto::render_envelope(envelope)));
}

TEST(Trust, no_trust_file_lives_longer_than_a_year) {
    Root root;
    auto trust = root.trust();
    trust.expires = trust.issued + k_trust_lifetime + 48h;
    EXPECT_FALSE(parse_signed_trust(must(sign_trust(trust, root.key))));
    trust.expires = trust.issued;
    EXPECT_FALSE(parse_signed_trust(must(sign_trust(trust, root.key))));
}

TEST(Trust, its_end_is_warned_of_and_then_kept) {
    Root root;
    const auto trust = root.trust();
    EXPECT_TRUE(check_trust_time(trust, trust.issued).empty());
    const auto soon = check_trust_time(trust, trust.expires - 13 * 24h);
    ASSERT_EQ(soon.size(), 1U);
    EXPECT_EQ(soon[0].code, "trust_expires_soon");
    EXPECT_FALSE(has_errors(soon));
    const auto late = check_trust_time(trust, trust.expires + 1s);
    ASSERT_EQ(late.size(), 1U);
    EXPECT_EQ(late[0].code, "trust_expired");
    EXPECT_TRUE(has_errors(late));
    EXPECT_TRUE(has_errors(check_trust_time(trust, trust.issued - 48h)));
}

TEST(Trust, name_patterns_match_whole_names) {
    EXPECT_TRUE(name_matches("*", "flask"));
    EXPECT_TRUE(name_matches("flask", "flask"));
    EXPECT_TRUE(name_matches("acme-*", "acme-"));
    EXPECT_TRUE(name_matches("a*b*c", "a-b-b-c"));
    EXPECT_TRUE(name_matches("**", ""));
    EXPECT_FALSE(name_matches("flask", "flask-login"));
    EXPECT_FALSE(name_matches("acme-*", "acme"));
    EXPECT_FALSE(name_matches("a*b*c", "a-b-b"));
    EXPECT_FALSE(name_matches("", "a"));
}

TEST(Trust, schema_1_is_frozen) {
    Root root;
    auto text = json::parse(render_trust(root.trust()));
    text["roots"][0] = {{"certificate", "BASE64"}, {"fingerprint", "HEX"}};
    tests::expect_golden(SPOKE_SOURCE_DIR, "provenance/trust-1.json", text.dump(2) + "\n");
}

TEST(Trust, each_member_is_compulsory_so_that_none_is_passed_over) {
    Root root;
    const auto whole = json::parse(render_trust(root.trust()));
    for (const auto& [key, value] : whole.items()) {
        auto less = whole;
        less.erase(key);
        EXPECT_FALSE(parse_trust(less.dump())) << key;
    }
    auto twice = whole;
    twice["keys"].push_back(twice["keys"][0]);
    EXPECT_FALSE(parse_trust(twice.dump()));
    auto later = whole;
    later["schema"] = 2;
    EXPECT_EQ(parse_trust(later.dump()).error().code, ErrorCode::unsupported);
    auto none = whole;
    none["version"] = 0;
    EXPECT_FALSE(parse_trust(none.dump()));
}

}  // namespace spoke::provenance
