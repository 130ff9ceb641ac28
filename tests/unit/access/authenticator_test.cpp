#include "access/authenticator.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "access/tokens.hpp"
#include "base/encoding.hpp"
#include "catalog/principals.hpp"
#include "support/grants.hpp"
#include "support/test_catalog.hpp"

namespace spoke::access {
namespace {

using catalog::Action;
using tests::must;

class AuthenticatorTest : public ::testing::Test {
protected:
    void SetUp() override { must(epochs_.refresh(*catalog_)); }

    IssuedToken create(const NewToken& token = {.name = "ci"}) {
        return must(create_token(*catalog_, manage_, {}, token));
    }
    void revoke(const IssuedToken& token) {
        must(revoke_token(*catalog_, manage_, {}, token.row.id.text()));
    }
    static std::string bearer(const IssuedToken& token) {
        return "Bearer " + token.secret.reveal();
    }
    static std::string basic(std::string_view user, std::string_view password) {
        return "Basic " + base::to_base64(std::string(user) + ":" + std::string(password));
    }
    Result<IdentityPtr> ask(std::string_view header, std::string_view path_token = {}) {
        return authenticator_.authenticate({.authorization = header, .path_token = path_token});
    }
    IdentityPtr ready(std::string_view header, std::string_view path_token = {}) {
        return authenticator_.find_ready({.authorization = header, .path_token = path_token});
    }
    std::string refusal(std::string_view header, std::string_view path_token = {}) {
        const auto answer = ask(header, path_token);
        EXPECT_FALSE(answer);
        if (answer) return {};
        EXPECT_EQ(answer.error().code, ErrorCode::unauthenticated);
        return answer.error().message;
    }

    tests::TestCatalog catalog_;
    catalog::Repository python_ = catalog_.add_repository("python");
    catalog::ServerGrant manage_ = tests::server_grant_for(*catalog_, Action::manage);
    Epochs epochs_;
    Authenticator authenticator_{*catalog_, epochs_};
};

TEST_F(AuthenticatorTest, no_credentials_are_the_anonymous_identity) {
    EXPECT_TRUE(ready("")->anonymous());
    EXPECT_TRUE(must(ask(""))->anonymous());
}

TEST_F(AuthenticatorTest, a_token_is_known_in_each_of_its_forms) {
    const auto token = create();
    const auto& secret = token.secret.reveal();
    for (const auto& header :
         {bearer(token), basic("__token__", secret), basic(token.row.identity, secret),
          basic("", secret), basic(secret, ""), basic("anybody@example.com", secret)}) {
        const auto identity = must(ask(header));
        EXPECT_EQ(identity->principal, token.row.principal);
        EXPECT_EQ(identity->token, token.row.id);
        EXPECT_EQ(identity->scope, token.row.scope);
        EXPECT_EQ(ready(header), identity);
    }
}

TEST_F(AuthenticatorTest, the_three_spellings_of_an_identity_work_and_another_users_name_does_not) {
    const auto token = create();
    const auto other = create({.name = "other"});
    for (const auto* spelling : {"/", "_", "%2F", "%2f"}) {
        auto user = token.row.identity;
        user.replace(user.find('/'), 1, spelling);
        EXPECT_TRUE(ask(basic(user, token.secret.reveal()))) << user;
    }
    EXPECT_NE(refusal(basic(other.row.identity, token.secret.reveal())).find("another user"),
              std::string::npos);
}

TEST_F(AuthenticatorTest, a_warm_request_needs_no_database) {
    const auto token = create();
    EXPECT_EQ(ready(bearer(token)), nullptr);
    must(ask(bearer(token)));
    const auto blocked = catalog_.begin();  // nobody else could even write a last use
    EXPECT_NE(ready(bearer(token)), nullptr);
}

TEST_F(AuthenticatorTest, unknown_and_malformed_are_one_text_that_tells_nothing) {
    const auto token = create();
    auto mistyped = token.secret.reveal();
    mistyped[20] = mistyped[20] == 'A' ? 'B' : 'A';
    const auto unknown = refusal("Bearer " + make_token_secret(catalog_.random).reveal());
    EXPECT_EQ(refusal("Bearer " + mistyped), unknown);
    EXPECT_EQ(refusal("Bearer something"), unknown);
    EXPECT_EQ(unknown.find("expired"), std::string::npos);
}

TEST_F(AuthenticatorTest, I10_an_expired_token_ends_at_once_also_in_memory_and_says_since_when) {
    const auto token = create({.name = "ci", .ttl = std::chrono::hours(1)});
    must(ask(bearer(token)));
    catalog_.clock.advance(std::chrono::minutes(59));
    EXPECT_NE(ready(bearer(token)), nullptr);
    catalog_.clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(ready(bearer(token)), nullptr);
    catalog_.clock.advance(std::chrono::hours(5));
    const auto message = refusal(bearer(token));
    EXPECT_NE(message.find("expired 5 h ago"), std::string::npos) << message;
}

TEST_F(AuthenticatorTest, I10_a_revoked_token_ends_with_the_next_refresh) {
    const auto token = create();
    must(ask(bearer(token)));
    revoke(token);
    EXPECT_EQ(must(epochs_.refresh(*catalog_)), Epochs::Refreshed::epochs);
    EXPECT_EQ(ready(bearer(token)), nullptr);
    EXPECT_NE(refusal(bearer(token)).find("revoked"), std::string::npos);
}

TEST_F(AuthenticatorTest, I10_any_change_of_a_principals_rights_ends_what_is_kept) {
    const auto token = create();
    must(ask(bearer(token)));
    catalog_.change([&](auto& transaction) {
        return catalog::bump_principal_epoch(transaction, token.row.principal);
    });
    must(epochs_.refresh(*catalog_));
    EXPECT_EQ(ready(bearer(token)), nullptr);
    EXPECT_TRUE(ask(bearer(token)));
    EXPECT_NE(ready(bearer(token)), nullptr);
}

TEST_F(AuthenticatorTest, I10_rights_read_before_a_change_are_not_kept_after_it) {
    // The order of a race: the epoch of the view that was read is older than the cell's.
    const auto token = create();
    catalog_.change([&](auto& transaction) {
        return catalog::bump_principal_epoch(transaction, token.row.principal);
    });
    must(epochs_.refresh(*catalog_));
    const auto cell = epochs_.at_least(token.row.principal, 1);
    EXPECT_EQ(cell->load(), 2U);
}

TEST_F(AuthenticatorTest, I10_without_news_nothing_kept_is_trusted) {
    Epochs stale;
    Authenticator authenticator(*catalog_, stale);
    const auto token = create();
    EXPECT_FALSE(stale.fresh());
    EXPECT_EQ(authenticator.find_ready({.authorization = bearer(token), .path_token = {}}),
              nullptr);
    must(authenticator.authenticate({.authorization = bearer(token), .path_token = {}}));
    EXPECT_TRUE(stale.fresh());  // the blocking way brings the news itself
    EXPECT_NE(authenticator.find_ready({.authorization = bearer(token), .path_token = {}}),
              nullptr);
}

TEST_F(AuthenticatorTest, I10_a_change_of_repositories_asks_for_a_reload) {
    EXPECT_EQ(must(epochs_.refresh(*catalog_)), Epochs::Refreshed::nothing);
    catalog_.change([&](auto& transaction) -> Result<int> {
        SPOKE_TRY(catalog::set_visibility(transaction, python_.id, catalog::Visibility::is_public));
        return 0;
    });
    EXPECT_EQ(must(epochs_.refresh(*catalog_)), Epochs::Refreshed::repositories);
    EXPECT_GT(epochs_.at_least(python_.id, 1)->load(), 1U);
}

TEST_F(AuthenticatorTest, I9_a_token_travels_only_as_it_may) {
    const auto token = create();
    const auto entitlement = create({.name = "e", .entitlement = Entitlement::yes});
    EXPECT_NE(refusal("", token.secret.reveal()).find("may not be sent in this way"),
              std::string::npos);
    EXPECT_TRUE(ask("", entitlement.secret.reveal()));
    EXPECT_TRUE(ask(bearer(entitlement)));
}

TEST_F(AuthenticatorTest, header_and_path_are_different_keys) {
    const auto entitlement = create({.name = "e", .entitlement = Entitlement::yes});
    const auto& secret = entitlement.secret.reveal();
    must(ask("", secret));
    EXPECT_EQ(ready(secret, ""), nullptr);
    EXPECT_EQ(ready("Bearer " + secret), nullptr);
}

TEST_F(AuthenticatorTest, the_last_use_is_written_later_and_about_once_a_minute) {
    const auto token = create();
    const auto used = [&] {
        return must(catalog::find_token(catalog_.read(), token.row.id))->last_used;
    };
    must(ask(bearer(token)));
    const auto first = catalog_.clock.now();
    EXPECT_FALSE(used());
    must(authenticator_.flush_uses());
    EXPECT_EQ(used(), first);
    catalog_.clock.advance(std::chrono::seconds(30));
    ready(bearer(token));
    must(authenticator_.flush_uses());
    EXPECT_EQ(used(), first);
    catalog_.clock.advance(std::chrono::seconds(31));
    ready(bearer(token));
    must(authenticator_.flush_uses());
    EXPECT_EQ(used(), catalog_.clock.now());
}

TEST_F(AuthenticatorTest, the_memory_is_bounded) {
    Authenticator small(*catalog_, epochs_, {.cache_limit = 16});
    const auto token = create();
    for (int i = 0; i < 200; ++i)
        must(small.authenticate(
            {.authorization = basic("user" + std::to_string(i), token.secret.reveal()),
             .path_token = {}}));
    int kept = 0;
    for (int i = 0; i < 200; ++i)
        if (small.find_ready(
                {.authorization = basic("user" + std::to_string(i), token.secret.reveal()),
                 .path_token = {}}))
            ++kept;
    EXPECT_LE(kept, 32);
}

TEST_F(AuthenticatorTest, many_threads_see_a_revocation_and_never_a_token_after_it) {
    const auto token = create();
    const auto header = bearer(token);
    std::atomic<bool> revoked = false;
    std::atomic<bool> stop = false;
    std::atomic<int> late = 0;
    std::atomic<int> seen = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            while (!stop) {
                const bool before = revoked;
                auto identity = ready(header);
                if (!identity) {
                    const auto asked = ask(header);
                    if (asked) identity = *asked;
                }
                if (identity && before) ++late;
                if (identity) ++seen;
            }
        });
    std::jthread refresher([&] {
        while (!stop) must(epochs_.refresh(*catalog_));
    });
    while (seen < 200) std::this_thread::yield();
    revoke(token);
    must(epochs_.refresh(*catalog_));
    revoked = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
    threads.clear();
    EXPECT_EQ(late, 0);
}

}  // namespace
}  // namespace spoke::access
