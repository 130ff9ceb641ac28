#include "repositories/defaults.hpp"

#include "repositories/directory.hpp"
#include "support/test_catalog.hpp"

#include <gtest/gtest.h>

namespace spoke::repositories {
namespace {

using tests::must;

TEST(Defaults, the_first_start_makes_the_five_repositories_in_their_order) {
    tests::TestCatalog catalog;
    must(ensure_default_repositories(*catalog, {}, "/srv/wheels"));
    Directory directory(*catalog);
    must(directory.reload());
    const auto all = directory.find(k_python_all);
    ASSERT_TRUE(all);
    std::string order;
    for (const auto& member : all->members) order += directory.find(member.repository)->name + " ";
    EXPECT_EQ(order, "python-internal python-remediated python python-public ");
    const auto open = directory.find(k_python_public)->id;
    EXPECT_TRUE(all->members[0].overlay_on.empty());
    EXPECT_EQ(all->members[1].overlay_on, open);
    EXPECT_EQ(all->members[2].overlay_on, open);
    EXPECT_EQ(directory.find(k_python)->writer, k_factory_writer);
    EXPECT_EQ(directory.find(k_python_public)->upstream, "/srv/wheels");
    EXPECT_EQ(directory.groups_of(open).size(), 1U);
}

TEST(Defaults, later_starts_change_nothing_but_the_upstream) {
    tests::TestCatalog catalog;
    must(ensure_default_repositories(*catalog, {}, "a"));
    must(ensure_default_repositories(*catalog, {}, "b"));
    const auto reader = catalog.read();
    EXPECT_EQ(must(catalog::list_repositories(reader)).size(), 5U);
    EXPECT_EQ(must(catalog::find_repository(reader, k_python_public))->upstream, "b");
}

}  // namespace
}  // namespace spoke::repositories
