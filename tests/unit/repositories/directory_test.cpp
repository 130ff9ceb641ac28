#include "repositories/directory.hpp"

#include "support/test_catalog.hpp"

#include <gtest/gtest.h>

namespace spoke::repositories {
namespace {

using catalog::RepositoryKind;
using tests::must;

TEST(Directory, it_knows_what_the_last_reload_saw) {
    tests::TestCatalog catalog;
    Directory directory(*catalog);
    EXPECT_EQ(directory.find(std::string_view("python")), nullptr);
    const auto made = catalog.add_repository("python");
    must(directory.reload());
    ASSERT_NE(directory.find(std::string_view("python")), nullptr);
    EXPECT_EQ(directory.find(made.id)->name, "python");
}

TEST(Directory, groups_of_a_member_are_found_through_other_groups) {
    tests::TestCatalog catalog;
    const auto leaf = catalog.add_repository("leaf");
    const auto inner = catalog.add_repository("inner", RepositoryKind::group);
    const auto outer = catalog.add_repository("outer", RepositoryKind::group);
    const auto other = catalog.add_repository("other", RepositoryKind::group);
    {
        auto transaction = catalog.begin();
        must(catalog::set_members(transaction, inner.id,
                                  {{.repository = leaf.id, .name = {}, .overlay_on = {}}}));
        must(catalog::set_members(transaction, outer.id,
                                  {{.repository = inner.id, .name = {}, .overlay_on = {}}}));
        must(transaction.commit());
    }
    Directory directory(*catalog);
    must(directory.reload());
    EXPECT_EQ(directory.groups_of(leaf.id).size(), 2U);
    EXPECT_EQ(directory.groups_of(inner.id).size(), 1U);
    EXPECT_TRUE(directory.groups_of(other.id).empty());
}

}  // namespace
}  // namespace spoke::repositories
