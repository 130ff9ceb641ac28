#include "catalog/changes.hpp"

#include <gtest/gtest.h>

#include "catalog/connection.hpp"
#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;

class ChangesTest : public ::testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 5; ++i) catalog_.add_repository("r" + std::to_string(i));
    }
    Findings check() { return must(check_changes(catalog_.read())); }
    void tamper(const std::string& sql) {
        auto transaction = catalog_.begin();
        transaction.connection().execute(sql);
        must(transaction.commit());
    }

    tests::TestCatalog catalog_;
};

TEST_F(ChangesTest, numbers_have_no_gaps_and_the_chain_holds) {
    const auto changes = must(list_changes(catalog_.read(), 0, 100));
    ASSERT_EQ(changes.size(), 5U);
    for (std::size_t i = 0; i < changes.size(); ++i) EXPECT_EQ(changes[i].number, i + 1);
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(must(list_changes(catalog_.read(), 3, 100)).front().number, 4U);
    EXPECT_EQ(must(list_changes(catalog_.read(), 0, 2)).size(), 2U);
}

TEST_F(ChangesTest, a_change_that_is_undone_leaves_no_gap) {
    {
        auto transaction = catalog_.begin();
        must(create_repository(transaction, {.name = "gone"}));
    }
    catalog_.add_repository("kept");
    EXPECT_EQ(must(list_changes(catalog_.read(), 0, 100)).size(), 6U);
    EXPECT_TRUE(check().empty());
}

TEST_F(ChangesTest, every_later_edit_shows) {
    for (const std::string sql :
         {"UPDATE changes SET subject = 'other' WHERE number = 3",
          "UPDATE changes SET address = 'x' WHERE number = 3",
          "UPDATE changes SET detail = '{\"x\":1}' WHERE number = 3",
          "UPDATE changes SET at = at + 1 WHERE number = 3",
          "UPDATE changes SET principal_id = 'nobody' WHERE number = 3",
          "DELETE FROM changes WHERE number = 3", "DELETE FROM changes WHERE number = 5"}) {
        auto transaction = catalog_.begin();
        transaction.connection().execute(sql);
        const auto findings = must(check_changes(transaction));
        ASSERT_FALSE(findings.empty()) << sql;
        EXPECT_EQ(findings.front().code, "audit_chain_broken");
    }
    EXPECT_TRUE(check().empty());
}

TEST_F(ChangesTest, a_row_with_its_own_new_hash_breaks_the_next_one) {
    tamper("UPDATE changes SET hash = '" + std::string(64, '0') + "' WHERE number = 2");
    const auto findings = check();
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].where, "change 2");
    EXPECT_EQ(findings[1].where, "change 3");
}

TEST_F(ChangesTest, a_change_carries_the_event_of_its_cause) {
    auto event = base::Id::make(catalog_.clock, catalog_.random);
    auto transaction = must(catalog_->begin({.event = event, .principal = {}, .address = "::1"}));
    must(create_repository(transaction, {.name = "x"}));
    must(transaction.commit());
    const auto change = must(list_changes(catalog_.read(), 5, 1)).front();
    EXPECT_EQ(change.event, event);
    EXPECT_EQ(change.address, "::1");
    EXPECT_EQ(change.action, "repository.create");
    EXPECT_EQ(change.subject, "x");
}

TEST_F(ChangesTest, nodes_see_what_changed_in_order_and_apart_from_serials) {
    const auto before = must(newest_node_change(catalog_.read()));
    const auto python = catalog_.add_repository("python");
    catalog_.change([&](auto& transaction) {
        return tests::publish(transaction, tests::wheel_row(python.id, "Flask", "1.0", "bytes"));
    });
    const auto changes = must(list_node_changes(catalog_.read(), before, 100));
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].kind, NodeChange::Kind::repositories);
    EXPECT_EQ(changes[1].kind, NodeChange::Kind::serial);
    EXPECT_EQ(changes[1].subject, python.id);
    EXPECT_EQ(changes[1].project, "flask");
    EXPECT_EQ(must(newest_node_change(catalog_.read())), changes[1].number);
}

}  // namespace
}  // namespace spoke::catalog
