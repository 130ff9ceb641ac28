#include "python/raw_metadata.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

namespace {

RawMetadata raw_of(std::string_view bytes) {
    auto raw = parse_raw_metadata(bytes);
    EXPECT_TRUE(raw);
    return raw ? *raw : RawMetadata();
}

using Strings = std::vector<std::string>;

}  // namespace

TEST(RawMetadata, fields_are_sorted_by_kind) {
    const auto raw = raw_of(
        "Metadata-Version: 2.1\nName: Foo\nClassifier: A\nclassifier: B\nKeywords: a, b ,c\n"
        "Project-URL: Home, https://h/\nProject-URL: Docs , https://d/,x\n\nThe text.\n");
    EXPECT_EQ(raw.strings.at("name"), "Foo");
    EXPECT_EQ(raw.lists.at("classifiers"), (Strings{"A", "B"}));
    EXPECT_EQ(raw.lists.at("keywords"), (Strings{"a", "b", "c"}));
    EXPECT_EQ(raw.project_urls, (std::vector<std::pair<std::string, std::string>>{
                                    {"Home", "https://h/"}, {"Docs", "https://d/,x"}}));
    EXPECT_EQ(raw.strings.at("description"), "The text.\n");
    EXPECT_TRUE(raw.unparsed.empty());
}

TEST(RawMetadata, continued_lines_keep_their_breaks_and_blanks) {
    const auto raw = raw_of("Description: one\r\n        two\r\n\tthree\r\nName: x\r\n");
    EXPECT_EQ(raw.strings.at("description"), "one\r\n        two\r\n\tthree");
    EXPECT_EQ(raw.strings.at("name"), "x");
}

TEST(RawMetadata, each_kind_of_line_end_ends_a_line) {
    for (const std::string end : {"\n", "\r\n", "\r"})
        EXPECT_EQ(raw_of("Name: a" + end + "Version: 1" + end + end + "b" + end).strings,
                  (std::map<std::string, std::string>{
                      {"name", "a"}, {"version", "1"}, {"description", "b" + end}}));
}

TEST(RawMetadata, a_line_that_is_no_header_begins_the_description) {
    EXPECT_EQ(raw_of("Name: a\nno header\nVersion: 1\n").strings.at("description"),
              "no header\nVersion: 1\n");
    EXPECT_EQ(raw_of("Name : a\n").strings.at("description"), "Name : a\n");
}

TEST(RawMetadata, from_lines_and_nameless_headers_are_passed_over) {
    const auto raw = raw_of("From x\nName: a\n: b\n  continued\nVersion: 1\n\n");
    EXPECT_EQ(raw.strings, (std::map<std::string, std::string>{{"name", "a"}, {"version", "1"}}));
    EXPECT_EQ(raw_of("Name: a\nFrom x\n\nb").strings.at("description"), "From x\nb");
}

TEST(RawMetadata, what_stands_there_twice_is_not_guessed_at) {
    const auto raw = raw_of(
        "Name: a\nname: b\nProject-URL: X, 1\nProject-URL: X, 2\nKeywords: a\nKeywords: b\n"
        "X-New: y\nDescription: c\n\nd");
    EXPECT_TRUE(raw.strings.empty());
    EXPECT_TRUE(raw.project_urls.empty());
    EXPECT_EQ(raw.unparsed.at("name"), (Strings{"a", "b"}));
    EXPECT_EQ(raw.unparsed.at("project-url"), (Strings{"X, 1", "X, 2"}));
    EXPECT_EQ(raw.unparsed.at("keywords"), (Strings{"a", "b"}));
    EXPECT_EQ(raw.unparsed.at("x-new"), (Strings{"y"}));
    EXPECT_EQ(raw.unparsed.at("description"), (Strings{"c", "d"}));
}

TEST(RawMetadata, text_that_is_not_utf8_is_kept_apart) {
    const auto raw = raw_of("Author: Andr\xE9\nName: \xC5\xBEluv\n\n\xFF");
    EXPECT_EQ(raw.unparsed.at("author"), (Strings{"Andr\xC3\xA9"}));
    EXPECT_EQ(raw.strings.at("name"), "\xC5\xBEluv");
    EXPECT_EQ(raw.unparsed.at("description"), (Strings{"\xFF"}));
}

TEST(RawMetadata, a_body_made_of_parts_is_no_description) {
    EXPECT_EQ(raw_of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n")
                  .unparsed.at("description"),
              Strings{""});
    EXPECT_EQ(raw_of("Content-Type: message/rfc822\n\nx\n").unparsed.at("description"),
              Strings{""});
    EXPECT_EQ(
        raw_of("Content-Type: multipart/mixed; boundary=b\n\n--bb\n").strings.at("description"),
        "--bb\n");
    EXPECT_EQ(raw_of("Content-Type: text/plain\n\n--b\n").strings.at("description"), "--b\n");
}

TEST(RawMetadata, one_empty_import_name_is_the_empty_list) {
    EXPECT_TRUE(raw_of("Import-Name:\n").lists.at("import_names").empty());
    EXPECT_EQ(raw_of("Import-Name:\nImport-Name: a\n").lists.at("import_names"),
              (Strings{"", "a"}));
}

TEST(RawMetadata, nothing_gives_nothing) {
    for (const char* empty : {"", "\n", "\r\n"}) {
        const auto raw = raw_of(empty);
        EXPECT_TRUE(raw.strings.empty() && raw.lists.empty() && raw.unparsed.empty());
        EXPECT_EQ(raw.string_or_empty("name"), "");
        EXPECT_TRUE(raw.list_or_empty("classifiers").empty());
    }
}

TEST(RawMetadata, a_field_of_endless_keywords_is_not_split) {
    const auto raw = raw_of("Keywords: " + std::string(30000, ','));
    EXPECT_FALSE(raw.lists.contains("keywords"));
    EXPECT_EQ(raw.unparsed.at("keywords").size(), 1U);
}

TEST(RawMetadata, sizes_are_bounded) {
    std::string many;
    for (std::size_t i = 0; i <= k_max_metadata_headers; ++i) many += "A: b\n";
    EXPECT_EQ(parse_raw_metadata(many).error().code, ErrorCode::too_large);
    EXPECT_EQ(parse_raw_metadata(std::string(k_max_metadata_bytes + 1, 'a')).error().code,
              ErrorCode::too_large);
    EXPECT_TRUE(parse_raw_metadata("A: b\n" + std::string(k_max_metadata_bytes - 5, ' ')));
}

}  // namespace spoke::python
