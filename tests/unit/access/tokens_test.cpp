#include "access/tokens.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "catalog/changes.hpp"
#include "catalog/principals.hpp"
#include "support/grants.hpp"
#include "support/test_catalog.hpp"

namespace spoke::access {
namespace {

using catalog::Action;
using catalog::TokenKind;
using tests::must;

class TokensTest : public ::testing::Test {
protected:
    Result<IssuedToken> create(const NewToken& token) {
        return create_token(*catalog_, manage_, {}, token);
    }
    ErrorCode code_of(const NewToken& token) {
        const auto created = create(token);
        return created ? ErrorCode::internal : created.error().code;
    }

    tests::TestCatalog catalog_;
    catalog::Repository python_ = catalog_.add_repository("python");
    catalog::ServerGrant manage_ = tests::server_grant_for(*catalog_, Action::manage);
};

TEST_F(TokensTest, a_secret_has_the_prefix_256_bits_and_a_checksum_in_characters_of_user_info) {
    const auto secret = make_token_secret(catalog_.random).reveal();
    EXPECT_EQ(secret.size(), k_token_length);
    EXPECT_TRUE(secret.starts_with("spoke_"));
    EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_.~"),
              std::string::npos);
    EXPECT_TRUE(looks_like_token(secret));
}

TEST_F(TokensTest, one_wrong_character_anywhere_breaks_the_checksum) {
    const auto secret = make_token_secret(catalog_.random).reveal();
    for (std::size_t i = 0; i < secret.size(); ++i) {
        auto wrong = secret;
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(looks_like_token(wrong)) << i;
    }
    EXPECT_FALSE(looks_like_token(secret + "A"));
    EXPECT_FALSE(looks_like_token(secret.substr(1)));
    EXPECT_FALSE(looks_like_token(""));
}

TEST_F(TokensTest, the_checksum_never_changes) {
    // Issued tokens outlive the program that made them. CRC-32 of 43 times "A" is 0xC2B5986 by
    // Python's zlib.crc32; its big-endian bytes in base64url are "DCtZhg".
    EXPECT_TRUE(looks_like_token("spoke_" + std::string(43, 'A') + "DCtZhg"));
}

TEST_F(TokensTest, what_looks_like_a_token_is_redacted_also_when_mistyped) {
    const auto secret = make_token_secret(catalog_.random).reveal();
    EXPECT_EQ(redact_tokens("/" + secret + "/python/simple/"), "/spoke_[redacted]/python/simple/");
    EXPECT_EQ(redact_tokens("/spoke_ab/x?t=SPOKE_cd&u=1"),
              "/spoke_[redacted]/x?t=spoke_[redacted]&u=1");
    EXPECT_EQ(redact_tokens("/python/simple/spokes/"), "/python/simple/spokes/");
    EXPECT_EQ(redact_tokens("spoke_"), "spoke_[redacted]");
}

TEST_F(TokensTest, a_pull_token_reads_and_requests_for_720_hours) {
    const auto issued = must(create({.name = "ci"}));
    EXPECT_EQ(issued.row.kind, TokenKind::pull);
    EXPECT_EQ(issued.row.scope.actions, (std::vector{Action::read, Action::request}));
    EXPECT_TRUE(issued.row.scope.whole_ecosystem);
    EXPECT_EQ(issued.row.expires, catalog_.clock.now() + std::chrono::hours(720));
    EXPECT_FALSE(issued.row.carriers.path);
    const auto stored =
        must(catalog::find_token_by_secret(catalog_.read(), token_digest(issued.secret.reveal())));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->id, issued.row.id);
    EXPECT_EQ(stored->scope, issued.row.scope);
    EXPECT_EQ(stored->carriers, issued.row.carriers);
}

TEST_F(TokensTest, the_secret_is_stored_nowhere) {
    const auto issued = must(create({.name = "ci"}));
    const auto secret = issued.secret.reveal();
    for (const auto& entry : std::filesystem::directory_iterator(catalog_.folder())) {
        const auto bytes = must(base::read_file(entry.path(), 100'000'000));
        EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.path();
        EXPECT_EQ(bytes.find(secret.substr(6, 43)), std::string::npos) << entry.path();
    }
}

TEST_F(TokensTest, an_identity_has_one_slash_and_three_spellings_are_one_principal) {
    const auto issued = must(create({.name = "team-a.ci"}));
    const auto& identity = issued.row.identity;
    EXPECT_TRUE(identity.starts_with("team-a.ci/"));
    EXPECT_EQ(std::ranges::count(identity, '/'), 1);
    EXPECT_EQ(std::ranges::count(identity, '_'), 0);
    const auto slash = identity.find('/');
    for (const auto* spelling : {"/", "_", "%2F", "%2f"}) {
        auto name = identity;
        name.replace(slash, 1, spelling);
        const auto found = must(catalog::find_principal(catalog_.read(), name));
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->id, issued.row.principal);
    }
}

TEST_F(TokensTest, two_tokens_of_one_name_are_two_principals) {
    EXPECT_NE(must(create({.name = "ci"})).row.principal,
              must(create({.name = "ci"})).row.principal);
}

TEST_F(TokensTest, wrong_input_is_refused_with_the_field) {
    for (const std::string name : {"", "a/b", "a_b", "a b", "a\n", "ü"}) {
        const auto created = create({.name = name});
        ASSERT_FALSE(created) << name;
        EXPECT_EQ(created.error().code, ErrorCode::invalid);
        EXPECT_TRUE(created.error().message.starts_with("name:")) << created.error().message;
    }
    EXPECT_EQ(code_of({.name = std::string(65, 'a')}), ErrorCode::invalid);
    EXPECT_EQ(code_of({.name = "x", .ttl = std::chrono::seconds(0)}), ErrorCode::invalid);
    EXPECT_EQ(code_of({.name = "x", .ttl = std::chrono::seconds(-5)}), ErrorCode::invalid);
    EXPECT_EQ(code_of({.name = "x", .ttl = std::chrono::hours(8761)}), ErrorCode::invalid);
    EXPECT_TRUE(create({.name = "x", .ttl = std::chrono::hours(8760)}));
    EXPECT_EQ(code_of({.name = "x", .scope = {}}), ErrorCode::invalid);
    EXPECT_EQ(code_of({.name = "x", .scope = {"nowhere"}}), ErrorCode::invalid);
    EXPECT_EQ(code_of({.name = "x", .scope = {"python", "repository:python"}}), ErrorCode::invalid);
    EXPECT_EQ(code_of({.name = "x", .projects = {"not a name"}}), ErrorCode::invalid);
}

TEST_F(TokensTest, a_scope_may_be_single_repositories_and_projects) {
    catalog_.add_repository("python-internal");
    const auto issued = must(create({.name = "x",
                                     .scope = {"python-internal", "repository:python"},
                                     .projects = {"Acme_Utils"}}));
    EXPECT_FALSE(issued.row.scope.whole_ecosystem);
    EXPECT_EQ(issued.row.scope.repositories,
              (std::vector<std::string>{"python-internal", "python"}));
    EXPECT_EQ(issued.row.scope.projects, (std::vector<std::string>{"acme-utils"}));
}

TEST_F(TokensTest, I9_only_a_read_only_entitlement_may_stand_in_a_path) {
    const auto issued = must(create({.name = "x", .entitlement = Entitlement::yes}));
    EXPECT_TRUE(issued.row.carriers.path);
    EXPECT_EQ(issued.row.scope.actions, std::vector{Action::read});
    EXPECT_EQ(code_of({.name = "x", .kind = TokenKind::admin, .entitlement = Entitlement::yes}),
              ErrorCode::invalid);
}

TEST_F(TokensTest, an_administrators_token_has_no_half_scope) {
    EXPECT_EQ(code_of({.name = "x", .kind = TokenKind::admin, .scope = {"repository:python"}}),
              ErrorCode::invalid);
    EXPECT_TRUE(create({.name = "x", .kind = TokenKind::admin}));
}

TEST_F(TokensTest, the_first_token_is_made_once_and_expires) {
    const auto first = must(create_first_token(*catalog_, {}));
    EXPECT_EQ(first.row.kind, TokenKind::admin);
    EXPECT_EQ(first.row.expires, catalog_.clock.now() + k_default_ttl);
    catalog_.clock.advance(std::chrono::hours(9000));
    const auto second = create_first_token(*catalog_, {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
}

TEST_F(TokensTest, tokens_are_listed_and_revoked_by_id_or_unique_name) {
    const auto one = must(create({.name = "one"}));
    catalog_.clock.advance(std::chrono::seconds(1));
    const auto two = must(create({.name = "two"}));
    const auto listed = must(list_tokens(*catalog_, manage_));
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed.front().id, two.row.id);
    must(revoke_token(*catalog_, manage_, {}, "one"));
    must(revoke_token(*catalog_, manage_, {}, two.row.id.text()));
    must(revoke_token(*catalog_, manage_, {}, two.row.id.text()));
    for (const auto& token : must(list_tokens(*catalog_, manage_))) EXPECT_TRUE(token.revoked);
    EXPECT_EQ(revoke_token(*catalog_, manage_, {}, "one").error().code, ErrorCode::not_found);
    must(create({.name = "twin"}));
    must(create({.name = "twin"}));
    EXPECT_EQ(revoke_token(*catalog_, manage_, {}, "twin").error().code, ErrorCode::conflict);
}

TEST_F(TokensTest, creation_and_revocation_leave_audit_rows_with_who_did_it) {
    const auto admin = must(create_first_token(*catalog_, {}));
    const catalog::Cause cause{
        .event = {}, .principal = admin.row.principal, .address = "192.0.2.7"};
    const auto issued = must(create_token(*catalog_, manage_, cause, {.name = "ci"}));
    EXPECT_EQ(issued.row.creator_name, admin.row.identity);
    must(revoke_token(*catalog_, manage_, cause, "ci"));
    const auto changes = must(catalog::list_changes(catalog_.read(), 0, 100));
    EXPECT_EQ(changes.back().action, "token.revoke");
    EXPECT_EQ(changes.back().principal, admin.row.principal);
    EXPECT_EQ(changes.back().address, "192.0.2.7");
    EXPECT_EQ(changes[changes.size() - 2].action, "token.create");
    for (const auto& change : changes)
        EXPECT_EQ(change.detail.find(issued.secret.reveal()), std::string::npos);
}

TEST_F(TokensTest, only_a_grant_to_manage_reaches_them) {
    const auto read = tests::server_grant_for(*catalog_, Action::read);
    EXPECT_EQ(create_token(*catalog_, read, {}, {.name = "x"}).error().code, ErrorCode::denied);
    EXPECT_EQ(list_tokens(*catalog_, read).error().code, ErrorCode::denied);
    EXPECT_EQ(revoke_token(*catalog_, read, {}, "x").error().code, ErrorCode::denied);
}

}  // namespace
}  // namespace spoke::access
