#include "python/record.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "python/csv.hpp"

namespace spoke::python {

namespace {

const std::string k_digest = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";  // of nothing
const std::string k_hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace

TEST(Record, lines_are_read) {
    const auto record =
        Record::parse("a/b.py,sha256=" + k_digest + ",0\r\n\"with,comma\",,\n\nx/RECORD,,").value();
    ASSERT_EQ(record.entries().size(), 3U);
    EXPECT_EQ(record.find("a/b.py")->sha256_hex(), k_hex);
    EXPECT_EQ(record.find("a/b.py")->size, 0U);
    EXPECT_EQ(record.find("with,comma")->sha256_hex(), std::nullopt);
    EXPECT_EQ(record.find("with,comma")->size, std::nullopt);
    EXPECT_EQ(record.find("missing"), nullptr);
}

TEST(Record, what_is_rendered_is_read_back) {
    const std::vector<RecordEntry> entries{
        make_record_entry("a.py", std::string(32, '\xFF'), 12),
        make_unhashed_entry("quo\"te,comma"), make_unhashed_entry("line\nbreak"),
        make_record_entry("\xC5\xBE.py", std::string(32, '\0'), UINT64_MAX),
        make_unhashed_entry("x-1.dist-info/RECORD")};
    const auto again = Record::parse(Record(entries).render()).value();
    EXPECT_EQ(again.entries(), entries);
    EXPECT_EQ(again.render(), Record(entries).render());
}

TEST(Record, malformed_lines_are_refused_by_number) {
    for (const char* bad : {"a.py", "a.py,", "a.py,,,", ",,", "a.py,sha256,1", "a.py,=x,1",
                            "a.py,sha256=,1", "a.py,,x", "a.py,,-1", "a.py,,1.0",
                            "a.py,,99999999999999999999", "\"a.py,,", "\"a\"b,,", "\xFF,,"})
        EXPECT_FALSE(Record::parse(bad)) << bad;
    const auto record = Record::parse("a.py,,\n\"b\nc\",,\nd.py,,x\n");
    ASSERT_FALSE(record);
    EXPECT_NE(record.error().message.find("line 4"), std::string::npos) << record.error().message;
}

TEST(Record, V9_paths_are_told_as_they_stand_and_duplicates_are_named) {
    const auto record =
        Record::parse("../../etc/passwd,,\n/dev/zero,,\na,,1\na,,2\na,,3\n").value();
    EXPECT_EQ(record.entries()[0].path, "../../etc/passwd");
    EXPECT_EQ(record.entries()[1].path, "/dev/zero");
    EXPECT_EQ(record.duplicates(), std::vector<std::string>{"a"});
    EXPECT_EQ(record.find("a")->size, 1U);
}

TEST(Record, digests_of_other_lengths_and_kinds_are_no_sha256) {
    EXPECT_EQ((RecordEntry{"a", "sha256", k_digest + "=", 0}.sha256_hex()), k_hex);
    EXPECT_EQ((RecordEntry{"a", "sha256", "AAAA", 0}.sha256_hex()), std::nullopt);
    EXPECT_EQ((RecordEntry{"a", "sha256", "!", 0}.sha256_hex()), std::nullopt);
    EXPECT_EQ((RecordEntry{"a", "md5", k_digest, 0}.sha256_hex()), std::nullopt);
}

TEST(Csv, rows_know_their_lines) {
    CsvReader reader("a,\"b\n\"\"c\",\r\n\r\nd");
    EXPECT_EQ(reader.line(), 1U);
    EXPECT_EQ(reader.next_row().value(), (std::vector<std::string>{"a", "b\n\"c", ""}));
    EXPECT_EQ(reader.line(), 3U);
    EXPECT_EQ(reader.next_row().value(), std::vector<std::string>{""});
    EXPECT_EQ(reader.next_row().value(), std::vector<std::string>{"d"});
    EXPECT_TRUE(reader.at_end());
}

TEST(Csv, fields_are_quoted_where_they_need_it) {
    EXPECT_EQ(csv_field("a b"), "a b");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(csv_field("a\rb"), "\"a\rb\"");
}

}  // namespace spoke::python
