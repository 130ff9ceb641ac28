#include "access/authorizer.hpp"

#include <gtest/gtest.h>

#include "catalog/principals.hpp"
#include "catalog/row_handle.hpp"
#include "support/grants.hpp"
#include "support/test_catalog.hpp"

namespace spoke::access {
namespace {

using catalog::Action;
using catalog::RepositoryKind;
using catalog::Visibility;
using tests::must;
using tests::project_name;

class AuthorizerTest : public ::testing::Test {
protected:
    void SetUp() override { must(authorizer_.reload()); }

    static Identity puller(std::vector<std::string> repositories = {},
                           std::vector<std::string> projects = {}) {
        auto identity = tests::administrator();
        identity.name = "ci/0123";
        identity.kind = catalog::TokenKind::pull;
        identity.scope = {.actions = {Action::read, Action::request},
                          .whole_ecosystem = repositories.empty(),
                          .repositories = std::move(repositories),
                          .projects = std::move(projects)};
        return identity;
    }

    Result<catalog::Grant> ask(const Identity& identity, std::string_view repository,
                               Action action = Action::read,
                               std::optional<std::string_view> project = std::nullopt) {
        return authorizer_.authorize(
            identity, action, repository,
            project ? std::optional(project_name(*project)) : std::nullopt);
    }
    ErrorCode refusal(const Identity& identity, std::string_view repository,
                      Action action = Action::read,
                      std::optional<std::string_view> project = std::nullopt) {
        const auto grant = ask(identity, repository, action, project);
        EXPECT_FALSE(grant);
        return grant ? ErrorCode::internal : grant.error().code;
    }

    void make_group(std::string name, const std::vector<catalog::Repository>& members,
                    Visibility visibility = Visibility::is_private) {
        const auto group =
            catalog_.add_repository(std::move(name), RepositoryKind::group, visibility);
        catalog_.change([&](auto& transaction) -> Result<int> {
            std::vector<catalog::Member> list;
            for (const auto& member : members) list.push_back({.repository = member.id});
            SPOKE_TRY(catalog::set_members(transaction, group.id, list));
            return 0;
        });
        must(authorizer_.reload());
    }

    tests::TestCatalog catalog_;
    catalog::Repository python_ = catalog_.add_repository("python");
    catalog::Repository internal_ = catalog_.add_repository("python-internal");
    catalog::Repository open_ =
        catalog_.add_repository("python-open", RepositoryKind::hosted, Visibility::is_public);
    const Identity anonymous_;
    Authorizer authorizer_{*catalog_};
};

TEST_F(AuthorizerTest, anonymous_callers_hear_the_same_whether_or_not_there_is_something) {
    const auto there = ask(anonymous_, "python", Action::read, "flask");
    const auto nowhere = ask(anonymous_, "nowhere", Action::read, "flask");
    ASSERT_FALSE(there || nowhere);
    EXPECT_EQ(there.error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(nowhere.error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(there.error().message, nowhere.error().message);
}

TEST_F(AuthorizerTest, a_token_of_the_ecosystem_reads_every_repository) {
    const auto grant = must(ask(puller(), "python", Action::read, "Flask"));
    EXPECT_EQ(grant.repository(), python_.id);
    EXPECT_EQ(grant.repository_name(), "python");
    EXPECT_EQ(grant.action(), Action::read);
    EXPECT_EQ(grant.project()->normalized(), "flask");
    EXPECT_EQ(grant.readable(), std::vector{python_.id});
    EXPECT_TRUE(ask(puller(), "python-internal"));
}

TEST_F(AuthorizerTest, a_known_caller_is_denied_a_repository_outside_of_its_scope) {
    EXPECT_TRUE(ask(puller({"python"}), "python"));
    EXPECT_EQ(refusal(puller({"python"}), "python-internal"), ErrorCode::denied);
}

TEST_F(AuthorizerTest, a_known_caller_does_not_find_a_repository_that_is_not_there) {
    EXPECT_EQ(refusal(puller(), "nowhere"), ErrorCode::not_found);
}

TEST_F(AuthorizerTest, a_project_outside_of_the_token_is_not_found_with_the_one_text) {
    const auto identity = puller({"python"}, {"acme-utils"});
    EXPECT_TRUE(ask(identity, "python", Action::read, "Acme.Utils"));
    const auto other = ask(identity, "python", Action::read, "flask");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::not_found);
    EXPECT_EQ(other.error().message, nothing_here().message);
    EXPECT_EQ(ask(puller(), "nowhere").error().message, nothing_here().message);
}

TEST_F(AuthorizerTest, each_action_needs_its_right) {
    EXPECT_TRUE(ask(puller(), "python", Action::request));
    EXPECT_EQ(refusal(puller(), "python-internal", Action::upload), ErrorCode::denied);
    EXPECT_EQ(refusal(puller(), "python", Action::manage), ErrorCode::denied);
    EXPECT_TRUE(ask(tests::administrator(), "python-internal", Action::upload));
    auto nothing = puller();
    nothing.scope.actions.clear();
    EXPECT_EQ(refusal(nothing, "python"), ErrorCode::denied);
}

TEST_F(AuthorizerTest, a_public_repository_is_read_by_all_also_with_a_token_without_rights) {
    EXPECT_TRUE(ask(anonymous_, "python-open", Action::read, "flask"));
    const auto grant =
        must(ask(puller({"python"}, {"acme"}), "python-open", Action::read, "flask"));
    EXPECT_TRUE(grant.covers_project(project_name("flask")));
    EXPECT_EQ(refusal(anonymous_, "python-open", Action::upload), ErrorCode::unauthenticated);
    EXPECT_EQ(refusal(puller({"python"}), "python-open", Action::request), ErrorCode::denied);
}

TEST_F(AuthorizerTest, a_group_is_read_through_with_its_members_in_order) {
    make_group("python-all", {internal_, python_, open_});
    const auto grant = must(ask(puller({"python-all"}), "python-all"));
    EXPECT_EQ(grant.readable(), (std::vector{internal_.id, python_.id, open_.id}));
    EXPECT_FALSE(grant.may_read_from(grant.repository()));
}

TEST_F(AuthorizerTest, nested_groups_are_flattened_once_and_circles_end) {
    make_group("inner", {python_, internal_});
    const auto inner = *must(catalog::find_repository(catalog_.read(), "inner"));
    make_group("outer", {internal_, inner, open_});
    EXPECT_EQ(must(ask(puller(), "outer")).readable(),
              (std::vector{internal_.id, python_.id, open_.id}));
    catalog_.change([&](auto& transaction) -> Result<int> {
        const auto outer = must(catalog::find_repository(transaction, "outer"));
        SPOKE_TRY(catalog::set_members(transaction, inner.id,
                                       {{.repository = python_.id}, {.repository = outer->id}}));
        return 0;
    });
    must(authorizer_.reload());
    EXPECT_TRUE(ask(puller(), "outer"));
}

TEST_F(AuthorizerTest, a_public_group_with_a_private_member_is_closed_to_anonymous_callers) {
    make_group("mixed", {open_, python_}, Visibility::is_public);
    EXPECT_EQ(refusal(anonymous_, "mixed"), ErrorCode::unauthenticated);
    make_group("all-open", {open_}, Visibility::is_public);
    EXPECT_TRUE(ask(anonymous_, "all-open"));
}

TEST_F(AuthorizerTest, a_member_of_another_trust_domain_needs_a_right_of_its_own) {
    const auto foreign = catalog_.change([](auto& transaction) {
        return catalog::create_repository(transaction,
                                          {.name = "team-b", .trust_domain = "team-b"});
    });
    make_group("shared", {python_, foreign});
    EXPECT_EQ(refusal(puller({"shared"}), "shared"), ErrorCode::denied);
    EXPECT_TRUE(ask(puller({"shared", "team-b"}), "shared"));
}

TEST_F(AuthorizerTest, only_its_writer_writes_to_the_factorys_repositories) {
    catalog_.change([](auto& transaction) {
        return catalog::create_repository(transaction, {.name = "built", .writer = "factory"});
    });
    make_group("group", {python_});
    const auto factory = catalog_.change([](auto& transaction) {
        return catalog::create_principal(transaction, "factory", catalog::PrincipalKind::service);
    });
    must(authorizer_.reload());
    EXPECT_EQ(refusal(tests::administrator(), "built", Action::upload), ErrorCode::denied);
    EXPECT_TRUE(ask(Authorizer::server_identity(factory), "built", Action::upload));
    EXPECT_EQ(refusal(tests::administrator(), "group", Action::upload), ErrorCode::denied);
}

TEST_F(AuthorizerTest, what_belongs_to_the_server_needs_a_token_and_managing_an_administrators) {
    EXPECT_EQ(authorizer_.authorize_server(anonymous_, Action::read).error().code,
              ErrorCode::unauthenticated);
    EXPECT_TRUE(authorizer_.authorize_server(puller(), Action::request));
    EXPECT_EQ(authorizer_.authorize_server(puller(), Action::manage).error().code,
              ErrorCode::denied);
    auto sly = puller();
    sly.scope.actions.push_back(Action::manage);
    EXPECT_EQ(authorizer_.authorize_server(sly, Action::manage).error().code, ErrorCode::denied);
    EXPECT_TRUE(authorizer_.authorize_server(tests::administrator(), Action::manage));
}

/// threats.md I3: the bytes of one repository are not had through another, whatever the digest.
class RowHandleTest : public AuthorizerTest {
protected:
    catalog::FileRow put(const base::Id& repository, std::string_view project,
                         std::string_view bytes) {
        return catalog_.change([&](auto& transaction) {
            return tests::publish(transaction, tests::wheel_row(repository, project, "1.0", bytes));
        });
    }
};

TEST_F(RowHandleTest, I3_private_bytes_are_not_had_by_digest_through_another_repository) {
    const auto secret = put(internal_.id, "acme", "private bytes");
    const auto grant = must(ask(puller({"python"}), "python"));
    const auto reader = catalog_.read();
    EXPECT_FALSE(
        must(catalog::find_file_by_blake2b(reader, grant, *secret.blake2b, secret.file_name)));
    EXPECT_FALSE(
        must(catalog::find_file_by_sha256(reader, grant, *secret.sha256, secret.file_name)));
    const auto handle =
        catalog::RowHandle::under(grant, std::make_shared<const catalog::FileRow>(secret));
    ASSERT_FALSE(handle);
    EXPECT_EQ(handle.error().message, catalog::file_not_found().message);
    const auto own = must(ask(puller(), "python-internal"));
    EXPECT_EQ(
        must(catalog::find_file_by_blake2b(reader, own, *secret.blake2b, secret.file_name))->row(),
        secret);
}

TEST_F(RowHandleTest, I3_the_file_name_must_be_exact_and_the_digests_do_not_mix) {
    const auto row = put(python_.id, "flask", "bytes");
    const auto grant = must(ask(puller(), "python"));
    const auto reader = catalog_.read();
    EXPECT_FALSE(must(catalog::find_file_by_blake2b(reader, grant, *row.blake2b, "other.whl")));
    const auto swapped = must(crypto::Blake2bDigest::parse(row.sha256->hex()));
    EXPECT_FALSE(must(catalog::find_file_by_blake2b(reader, grant, swapped, row.file_name)));
    EXPECT_TRUE(must(catalog::find_file_by_sha256(reader, grant, *row.sha256, row.file_name)));
}

TEST_F(RowHandleTest, I3_a_grant_for_another_action_or_project_reaches_no_bytes) {
    const auto row = std::make_shared<const catalog::FileRow>(put(python_.id, "flask", "bytes"));
    EXPECT_TRUE(catalog::RowHandle::under(must(ask(puller(), "python")), row));
    EXPECT_TRUE(
        catalog::RowHandle::under(must(ask(puller(), "python", Action::read, "flask")), row));
    EXPECT_FALSE(
        catalog::RowHandle::under(must(ask(puller(), "python", Action::read, "click")), row));
    EXPECT_FALSE(catalog::RowHandle::under(must(ask(puller(), "python", Action::request)), row));
    EXPECT_FALSE(
        catalog::RowHandle::under(must(ask(puller({"python"}, {"click"}), "python")), row));
}

TEST_F(RowHandleTest, the_first_member_in_the_groups_order_answers_for_a_digest) {
    const auto first = put(internal_.id, "same", "bytes");
    put(python_.id, "same", "bytes");
    make_group("python-all", {internal_, python_});
    const auto grant = must(ask(puller(), "python-all"));
    const auto found = must(
        catalog::find_file_by_blake2b(catalog_.read(), grant, *first.blake2b, first.file_name));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->row().repository, internal_.id);
}

}  // namespace
}  // namespace spoke::access
