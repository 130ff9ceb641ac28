#include "catalog/schema.hpp"

#include <gtest/gtest.h>

#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;

TEST(SchemaTest, migrations_are_numbered_from_one_without_gaps) {
    int expected = 1;
    for (const auto& migration : sqlite_migrations()) {
        EXPECT_EQ(migration.number, expected++);
        EXPECT_FALSE(split_statements(migration.sql).empty()) << migration.name;
    }
    EXPECT_EQ(newest_migration(), expected - 1);
}

TEST(SchemaTest, statements_end_with_a_semicolon_at_the_end_of_a_line) {
    const auto statements = split_statements(
        "-- a comment; with a semicolon\n"
        "CREATE TABLE a (\n    b TEXT DEFAULT ';x'\n);\n"
        "\n"
        "CREATE INDEX c ON a (b);\n");
    ASSERT_EQ(statements.size(), 2U);
    EXPECT_EQ(statements[0], "CREATE TABLE a (\n    b TEXT DEFAULT ';x'\n);\n");
    EXPECT_EQ(statements[1], "CREATE INDEX c ON a (b);\n");
}

TEST(SchemaTest, opening_again_migrates_nothing) {
    tests::TestCatalog catalog;
    catalog.add_repository("python");
    auto transaction = catalog.begin();
    must(bring_up_to_date(transaction.connection(), "here", catalog.clock.now()));
    EXPECT_TRUE(must(find_repository(transaction, "python")));
}

TEST(SchemaTest, every_query_by_digest_or_project_has_an_index) {
    tests::TestCatalog catalog;
    const auto reader = catalog.read();
    for (const std::string condition :
         {"files WHERE blake2b = 'x' AND file_name = 'y'", "files WHERE sha256 = 'x'",
          "files WHERE repository_id = 'x' AND project = 'y'", "files WHERE derived_from = 'x'",
          "files WHERE blob = 'x'", "files WHERE metadata_sha256 = 'x'",
          "files WHERE statement = 'x'", "build_inputs WHERE digest = 'x'",
          "builds WHERE state = 'queued'", "builds WHERE log = 'x'",
          "tokens WHERE secret_sha256 = 'x'", "principals WHERE name_key = 'x'",
          "tickets WHERE nonce = 'x'", "download_events WHERE digest = 'x'"}) {
        Number ignored;
        Text plan;
        Query query(reader.connection(), "EXPLAIN QUERY PLAN SELECT 1 FROM " + condition);
        query.into(ignored, ignored, ignored, plan);
        ASSERT_TRUE(query.next());
        EXPECT_TRUE(plan.value.starts_with("SEARCH")) << condition << ": " << plan.value;
    }
}

}  // namespace
}  // namespace spoke::catalog
