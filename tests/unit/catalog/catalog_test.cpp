#include "catalog/catalog.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <thread>
#include <vector>

#include "catalog/changes.hpp"
#include "catalog/connection.hpp"
#include "support/test_catalog.hpp"

namespace spoke::catalog {
namespace {

using tests::must;
using tests::TestCatalog;

void run_sql(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
}

std::string read_text(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::string text;
    if (sqlite3_open(file.c_str(), &database) == SQLITE_OK &&
        sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return text;
}

TEST(CatalogTest, a_new_database_has_the_newest_schema_and_is_for_its_owner_alone) {
    TestCatalog catalog;
    EXPECT_EQ(read_text(catalog.file(), "SELECT max(version) FROM schema_version"),
              std::to_string(Catalog::newest_schema()));
    EXPECT_EQ(read_text(catalog.file(), "PRAGMA journal_mode"), "wal");
    struct stat facts{};
    ASSERT_EQ(::stat(catalog.file().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(CatalogTest, what_was_committed_is_there_after_opening_again) {
    TestCatalog catalog;
    catalog.add_repository("python");
    catalog.reopen();
    const auto reader = catalog.read();
    EXPECT_TRUE(must(find_repository(reader, "python")));
}

TEST(CatalogTest, a_newer_schema_is_refused_and_the_message_says_what_to_do) {
    TestCatalog catalog;
    run_sql(catalog.file(), "INSERT INTO schema_version VALUES (999, 0)");
    const auto opened = Catalog::open(catalog.file(), catalog.clock, catalog.random);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::unsupported);
    EXPECT_NE(opened.error().message.find("999"), std::string::npos);
    EXPECT_NE(opened.error().message.find("newer spokeshave"), std::string::npos);
    EXPECT_NE(opened.error().message.find("catalog.sqlite"), std::string::npos);
}

TEST(CatalogTest, a_file_that_is_no_database_is_corrupt) {
    TestCatalog catalog;
    const auto file = catalog.folder() / "other.sqlite";
    must(base::write_file_atomically(file, std::string(8192, 'x')));
    const auto opened = Catalog::open(file, catalog.clock, catalog.random);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt) << opened.error().message;
}

TEST(CatalogTest, a_folder_with_blanks_and_quotes_in_its_name_works) {
    TestCatalog catalog;
    const auto folder = catalog.folder() / "data of 'mine'; key=value";
    ASSERT_TRUE(std::filesystem::create_directory(folder));
    must(Catalog::open(folder / "catalog.sqlite", catalog.clock, catalog.random));
    EXPECT_TRUE(std::filesystem::exists(folder / "catalog.sqlite"));
}

TEST(CatalogTest, a_transaction_that_does_not_commit_leaves_nothing) {
    TestCatalog catalog;
    {
        auto transaction = catalog.begin();
        must(create_repository(transaction, {.name = "python"}));
        EXPECT_TRUE(must(find_repository(transaction, "python")));
    }
    EXPECT_FALSE(must(find_repository(catalog.read(), "python")));
    EXPECT_TRUE(must(list_changes(catalog.read(), 0, 10)).empty());
}

TEST(CatalogTest, a_reader_sees_one_moment_while_others_write) {
    TestCatalog catalog;
    const auto reader = catalog.read();
    EXPECT_FALSE(must(find_repository(reader, "python")));
    catalog.add_repository("python");
    EXPECT_FALSE(must(find_repository(reader, "python")));
    EXPECT_TRUE(must(find_repository(catalog.read(), "python")));
}

TEST(CatalogTest, a_reader_cannot_write) {
    TestCatalog catalog;
    const auto reader = catalog.read();
    const auto written = in_catalog("write", [&]() -> Result<void> {
        reader.connection().execute("DELETE FROM counters");
        return ok();
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::unavailable) << written.error().message;
}

TEST(CatalogTest, writers_queue_and_none_is_lost) {
    TestCatalog catalog;
    std::vector<std::jthread> writers;
    for (int i = 0; i < 4; ++i)
        writers.emplace_back([&, i] {
            for (int j = 0; j < 5; ++j)
                catalog.add_repository("r" + std::to_string(i) + "-" + std::to_string(j));
        });
    writers.clear();
    EXPECT_EQ(must(list_repositories(catalog.read())).size(), 20U);
    EXPECT_TRUE(must(check_changes(catalog.read())).empty());
}

TEST(CatalogTest, when_no_connection_comes_free_the_answer_is_unavailable) {
    TestCatalog catalog;
    auto small = must(Catalog::open(catalog.file(), catalog.clock, catalog.random,
                                    {.readers = 1, .busy_timeout = std::chrono::milliseconds(20)}));
    const auto held = must(small->read());
    const auto other = small->read();
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::unavailable);
}

TEST(CatalogTest, a_database_that_another_process_locks_is_unavailable) {
    TestCatalog catalog;
    auto other = must(Catalog::open(catalog.file(), catalog.clock, catalog.random,
                                    {.readers = 1, .busy_timeout = std::chrono::milliseconds(20)}));
    const auto holding = catalog.begin();
    const auto refused = other->begin({});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << refused.error().message;
}

TEST(CatalogTest, a_broken_reference_is_a_conflict) {
    TestCatalog catalog;
    const auto repository = catalog.add_repository("python");
    auto transaction = catalog.begin();
    const auto row = tests::wheel_row(repository.id, "flask", "2.0.0", "bytes");
    const auto put = put_file(transaction, row);  // without put_blob
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, ErrorCode::conflict) << put.error().message;
}

}  // namespace
}  // namespace spoke::catalog
