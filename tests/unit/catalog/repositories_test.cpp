#include "catalog/repositories.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog/changes.hpp"
#include "catalog/name_claims.hpp"
#include "catalog/principals.hpp"
#include "catalog/projects.hpp"
#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;
using tests::project_name;

class RepositoriesTest : public ::testing::Test {
protected:
    Repository get(std::string_view name) { return *must(find_repository(catalog_.read(), name)); }
    Result<void> apply(auto&& work) {
        auto transaction = catalog_.begin();
        Result<void> done = work(transaction);
        if (done) must(transaction.commit());
        return done;
    }
    Result<void> claim(const Repository& repository, std::string_view name) {
        return apply([&](auto& transaction) {
            return claim_name(transaction, repository.id, project_name(name));
        });
    }

    tests::TestCatalog catalog_;
};

TEST_F(RepositoriesTest, a_repository_comes_back_with_all_that_it_was_made_with) {
    catalog_.change([](auto& transaction) {
        return create_repository(transaction, {.name = "python-public",
                                               .kind = RepositoryKind::proxy,
                                               .trust_domain = "outside",
                                               .visibility = Visibility::is_public,
                                               .writer = "",
                                               .upstream = "/srv/packages"});
    });
    const auto found = get("python-public");
    EXPECT_EQ(found.kind, RepositoryKind::proxy);
    EXPECT_EQ(found.trust_domain, "outside");
    EXPECT_EQ(found.visibility, Visibility::is_public);
    EXPECT_EQ(found.upstream, "/srv/packages");
    EXPECT_EQ(found.created, catalog_.clock.now());
    EXPECT_EQ(must(find_repository(catalog_.read(), found.id))->name, "python-public");
}

TEST_F(RepositoriesTest, names_that_clients_paths_begin_with_are_refused_but_python_is_one) {
    for (const std::string name : {"api", "simple", "files", "pypi", "legacy", "ui", "-", "_", "",
                                   "a/b", "A", "a b", ".hidden", "a_b"}) {
        auto transaction = catalog_.begin();
        const auto made = create_repository(transaction, {.name = name});
        ASSERT_FALSE(made) << name;
        EXPECT_EQ(made.error().code, ErrorCode::invalid) << name;
    }
    catalog_.add_repository("python");
    auto transaction = catalog_.begin();
    EXPECT_EQ(create_repository(transaction, {.name = "python"}).error().code, ErrorCode::conflict);
}

TEST_F(RepositoriesTest, members_keep_their_order_and_their_overlay) {
    const auto one = catalog_.add_repository("one");
    const auto two = catalog_.add_repository("two");
    const auto group = catalog_.add_repository("all", RepositoryKind::group);
    must(apply([&](auto& transaction) {
        return set_members(transaction, group.id,
                           {{.repository = two.id, .overlay_on = one.id}, {.repository = one.id}});
    }));
    const auto found = get("all");
    ASSERT_EQ(found.members.size(), 2U);
    EXPECT_EQ(found.members[0].name, "two");
    EXPECT_EQ(found.members[0].overlay_on, one.id);
    EXPECT_EQ(found.members[1].repository, one.id);
    EXPECT_TRUE(found.members[1].overlay_on.empty());
    EXPECT_GT(found.epoch, group.epoch);
    EXPECT_GT(found.serial, group.serial);
    EXPECT_FALSE(apply([&](auto& transaction) {
        return set_members(transaction, group.id, {{.repository = group.id}});
    }));
    EXPECT_FALSE(apply([&](auto& transaction) {
        return set_members(transaction, group.id, {{.repository = one.id}, {.repository = one.id}});
    }));
    EXPECT_EQ(get("all").members.size(), 2U);
}

TEST_F(RepositoriesTest, I10_a_change_of_visibility_moves_the_epoch_of_all_groups_above) {
    const auto one = catalog_.add_repository("one");
    const auto inner = catalog_.add_repository("inner", RepositoryKind::group);
    const auto outer = catalog_.add_repository("outer", RepositoryKind::group);
    must(apply([&](auto& transaction) -> Result<void> {
        SPOKE_TRY(set_members(transaction, inner.id, {{.repository = one.id}}));
        return set_members(transaction, outer.id, {{.repository = inner.id}});
    }));
    const auto before = get("outer").epoch;
    must(apply([&](auto& transaction) {
        return set_visibility(transaction, one.id, Visibility::is_public);
    }));
    EXPECT_EQ(get("one").visibility, Visibility::is_public);
    EXPECT_GT(get("one").epoch, one.epoch);
    EXPECT_GT(get("inner").epoch, inner.epoch);
    EXPECT_GT(get("outer").epoch, before);
}

TEST_F(RepositoriesTest, a_project_has_one_name_in_all_spellings) {
    const auto python = catalog_.add_repository("python");
    const auto put = [&](std::string_view name) {
        return catalog_.change([&](auto& transaction) {
            return put_project(transaction,
                               Project{.repository = python.id, .name = project_name(name)});
        });
    };
    const auto first = put("Ruamel.Yaml");
    EXPECT_EQ(first.serial, get("python").serial);
    put("ruamel-yaml");
    const auto projects = must(list_projects(catalog_.read(), python.id));
    ASSERT_EQ(projects.size(), 1U);
    EXPECT_EQ(projects.front().name.written(), "ruamel-yaml");
    EXPECT_EQ(projects.front().first_seen, first.first_seen);
    const auto before = get("python").serial;
    put("ruamel-yaml");
    EXPECT_EQ(get("python").serial, before);
}

TEST_F(RepositoriesTest, an_upstreams_answer_is_noted_without_a_new_serial) {
    const auto python = catalog_.add_repository("python-public", RepositoryKind::proxy);
    auto project = catalog_.change([&](auto& transaction) {
        return put_project(transaction,
                           Project{.repository = python.id, .name = project_name("six")});
    });
    const auto before = get("python-public").serial;
    project.upstream_etag = "\"abc\"";
    project.upstream_checked = catalog_.clock.now();
    project.upstream_serial = 7;
    must(apply([&](auto& transaction) { return record_upstream_check(transaction, project); }));
    const auto found = *must(find_project(catalog_.read(), python.id, project.name));
    EXPECT_EQ(found.upstream_etag, "\"abc\"");
    EXPECT_EQ(found.upstream_checked, catalog_.clock.now());
    EXPECT_EQ(found.upstream_serial, 7U);
    EXPECT_EQ(get("python-public").serial, before);
}

TEST_F(RepositoriesTest, I5_a_claim_stays_until_an_administrator_releases_it) {
    const auto internal = catalog_.add_repository("python-internal");
    const auto other = catalog_.add_repository("other");
    must(claim(internal, "Acme_Utils"));
    must(claim(internal, "acme-utils"));
    EXPECT_EQ(claim(other, "acme.utils").error().code, ErrorCode::conflict);
    const auto name = project_name("acme-utils");
    EXPECT_EQ(must(find_name_claim(catalog_.read(), "default", name))->repository, internal.id);
    EXPECT_FALSE(must(find_name_claim(catalog_.read(), "another", name)));
    EXPECT_EQ(must(list_name_claims(catalog_.read(), "default")).size(), 1U);
    must(apply([&](auto& transaction) { return release_name(transaction, "default", name); }));
    EXPECT_FALSE(must(find_name_claim(catalog_.read(), "default", name)));
    EXPECT_EQ(apply([&](auto& transaction) { return release_name(transaction, "default", name); })
                  .error()
                  .code,
              ErrorCode::not_found);
    must(claim(other, "acme-utils"));
}

TEST_F(RepositoriesTest, I4_a_claim_moves_the_serials_of_the_domain_so_that_pages_follow_at_once) {
    const auto internal = catalog_.add_repository("python-internal");
    const auto public_one = catalog_.add_repository("python-public", RepositoryKind::proxy);
    must(claim(internal, "acme"));
    EXPECT_GT(get("python-public").serial, public_one.serial);
    const auto changes = must(list_node_changes(catalog_.read(), 0, 100));
    EXPECT_TRUE(std::ranges::any_of(changes, [&](const auto& change) {
        return change.subject == public_one.id && change.project == "acme";
    }));
}

TEST_F(RepositoriesTest, three_spellings_of_a_principal_are_one) {
    EXPECT_EQ(principal_key("org/sub/id"), "org_sub_id");
    EXPECT_EQ(principal_key("org%2Fsub%2fid"), "org_sub_id");
    EXPECT_EQ(principal_key("a%2"), "a%2");
    catalog_.change([](auto& transaction) {
        return create_principal(transaction, "org/sub/id", PrincipalKind::user);
    });
    auto transaction = catalog_.begin();
    EXPECT_EQ(create_principal(transaction, "org_sub_id", PrincipalKind::user).error().code,
              ErrorCode::conflict);
}

}  // namespace
}  // namespace spoke::catalog
