#include "provenance/key_store.hpp"

#include <gtest/gtest.h>

#include <set>

#include "support/fast_folder.hpp"
#include "support/trust_domain.hpp"

namespace spoke::provenance {
namespace {

using namespace std::chrono_literals;
using crypto::Purpose;
using tests::must;

struct KeyStoreTest : testing::Test {
    base::TemporaryFolder folder = must(tests::make_fast_folder("keys"));
    tests::ManualClock clock;
    tests::CountingRandom random;

    Result<KeyStore> open(const std::string& name = "Builder") {
        return KeyStore::open(folder.path(), name, clock, random);
    }
    std::filesystem::path file(std::string_view name) const { return folder.path() / name; }
    void take_root_away() { std::filesystem::rename(file("root.pem"), file("away")); }
    void bring_root_back() { std::filesystem::rename(file("away"), file("root.pem")); }
};

std::string id_of(const KeyStore& store, Purpose purpose) {
    return store.leaf(purpose).certificate.public_key().id();
}

}  // namespace

TEST_F(KeyStoreTest, the_first_start_makes_all_and_later_ones_find_it) {
    const auto first = must(open());
    EXPECT_EQ(first.trust().version, 1);
    EXPECT_EQ(first.trust().keys.size(), crypto::k_purposes.size());
    EXPECT_TRUE(first.trust().logs.empty());
    EXPECT_EQ(first.trust().expires - first.trust().issued, k_trust_lifetime);
    EXPECT_TRUE(first.trust_domain().starts_with("urn:uuid:"));
    EXPECT_TRUE(first.builder_id().ends_with(":bubblewrap"));
    const auto second = must(open("Another name"));
    EXPECT_EQ(second.root(), first.root());
    EXPECT_EQ(second.builder_name(), "Builder");
    EXPECT_EQ(second.builder_id(), first.builder_id());
    EXPECT_EQ(second.trust_text(), first.trust_text());
    for (const auto purpose : crypto::k_purposes)
        EXPECT_EQ(id_of(second, purpose), id_of(first, purpose));
}

TEST_F(KeyStoreTest, V8_each_purpose_has_a_key_of_its_own) {
    const auto store = must(open());
    std::set<std::string> ids;
    for (const auto purpose : crypto::k_purposes) {
        ids.insert(id_of(store, purpose));
        const auto& certificate = store.leaf(purpose).certificate;
        EXPECT_EQ(certificate.purpose(), purpose);
        EXPECT_EQ(certificate.subject().common_name, "Builder");
        EXPECT_EQ(certificate.subject().uri, store.builder_id());
        EXPECT_EQ(crypto::check_chain(certificate, store.root(), clock.now()), std::nullopt);
    }
    EXPECT_EQ(ids.size(), crypto::k_purposes.size());
    EXPECT_FALSE(ids.contains(store.root().public_key().id()));
}

TEST_F(KeyStoreTest, all_but_issuing_goes_on_without_the_root_key) {
    must(open());
    take_root_away();
    auto store = must(open());
    EXPECT_FALSE(store.has_root_key());
    EXPECT_TRUE(store.leaf(Purpose::rebuild).key.sign("text"));
    for (const auto& refused : {store.renew_trust(), store.replace_leaf(Purpose::rebuild),
                                store.revoke(id_of(store, Purpose::rebuild), "stolen")}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
        EXPECT_NE(refused.error().message.find("root.pem"), std::string::npos);
    }
    EXPECT_EQ(store.trust().version, 1);
    bring_root_back();
    EXPECT_TRUE(store.renew_trust());
    EXPECT_EQ(must(open()).trust().version, 2);
}

TEST_F(KeyStoreTest, a_first_start_that_was_cut_off_is_finished) {
    const auto whole = must(open());
    const auto domain = whole.trust_domain();
    std::filesystem::remove(file("trust.dsse.json"));
    std::filesystem::remove(file("bundle.pem"));
    const auto finished = must(open());
    EXPECT_EQ(finished.trust_domain(), domain);
    EXPECT_EQ(finished.trust().version, 1);
    EXPECT_EQ(id_of(finished, Purpose::rebuild), id_of(whole, Purpose::rebuild));
}

TEST_F(KeyStoreTest, keys_are_never_made_anew_in_silence) {
    must(open());
    std::filesystem::remove(file("rebuild.pem"));
    const auto missing = open();
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().describe().find("rebuild.pem"), std::string::npos);
}

TEST_F(KeyStoreTest, without_a_name_no_keys_are_made) {
    const auto none = open("");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::not_found);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(KeyStoreTest, names_that_no_certificate_holds_are_refused) {
    EXPECT_EQ(open(std::string(60, 'n')).error().code, ErrorCode::invalid);
    EXPECT_EQ(open("a\nb").error().code, ErrorCode::invalid);
    EXPECT_TRUE(open(std::string(59, 'n')));
}

TEST_F(KeyStoreTest, a_foreign_root_key_is_said) {
    auto store = must(open());
    const auto other = must(crypto::PrivateKey::generate());
    must(write_key_file(file("root.pem"), other.pem().reveal(), Sensitivity::secret));
    EXPECT_EQ(store.renew_trust().error().code, ErrorCode::corrupt);
}

TEST_F(KeyStoreTest, a_trust_file_of_another_domain_is_corrupt) {
    must(open());
    tests::TrustDomain stranger;
    must(base::write_file_atomically(file("trust.dsse.json"), stranger.trust_text()));
    EXPECT_EQ(open().error().code, ErrorCode::corrupt);
}

TEST_F(KeyStoreTest, the_version_only_grows) {
    auto store = must(open());
    for (std::int64_t version = 2; version < 5; ++version) {
        clock.advance(24h);
        must(store.renew_trust());
        EXPECT_EQ(store.trust().version, version);
        EXPECT_EQ(store.trust().expires, store.trust().issued + k_trust_lifetime);
    }
}

TEST_F(KeyStoreTest, a_replaced_key_stays_trusted_for_what_it_signed) {
    auto store = must(open());
    const auto old = id_of(store, Purpose::rebuild);
    clock.advance(24h);
    must(store.replace_leaf(Purpose::rebuild));
    EXPECT_NE(id_of(store, Purpose::rebuild), old);
    const auto* entry = store.trust().find_key(old);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->period.not_after, clock.now());
    EXPECT_EQ(id_of(must(open()), Purpose::rebuild), id_of(store, Purpose::rebuild));
}

TEST_F(KeyStoreTest, a_replacement_that_was_cut_off_is_finished) {
    auto store = must(open());
    const auto before = store.trust_text();
    must(store.replace_leaf(Purpose::mirror));
    // As if the trust file had not been written any more.
    must(base::write_file_atomically(file("trust.dsse.json"), before));
    const auto again = must(open());
    EXPECT_NE(again.trust().find_key(id_of(again, Purpose::mirror)), nullptr);
    EXPECT_EQ(again.trust().version, 2);
}

TEST_F(KeyStoreTest, revoking_names_the_whole_key_and_replaces_it) {
    auto store = must(open());
    const auto old = id_of(store, Purpose::upload);
    must(store.revoke(old, "stolen"));
    ASSERT_NE(store.trust().find_revoked(old), nullptr);
    EXPECT_EQ(store.trust().find_revoked(old)->reason, "stolen");
    EXPECT_NE(id_of(store, Purpose::upload), old);
    EXPECT_EQ(store.revoke(std::string(64, '0'), "x").error().code, ErrorCode::not_found);
}

TEST_F(KeyStoreTest, renewal_replaces_keys_whose_time_ends_before_the_trust_file) {
    auto store = must(open());
    const auto old = id_of(store, Purpose::rebuild);
    clock.advance(300 * 24h);
    must(store.renew_trust());
    EXPECT_EQ(id_of(store, Purpose::rebuild), old);
    clock.advance(500 * 24h);
    must(store.renew_trust());
    EXPECT_NE(id_of(store, Purpose::rebuild), old);
    EXPECT_NE(store.trust().find_key(old), nullptr);
}

TEST_F(KeyStoreTest, what_a_command_wrote_is_read_again) {
    auto store = must(open());
    auto command = must(open(""));
    must(command.replace_leaf(Purpose::rebuild));
    must(store.reload_if_changed());
    EXPECT_EQ(store.trust().version, 2);
    EXPECT_EQ(id_of(store, Purpose::rebuild), id_of(command, Purpose::rebuild));
}

}  // namespace spoke::provenance
