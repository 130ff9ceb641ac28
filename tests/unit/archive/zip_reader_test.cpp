#include "archive/zip_reader.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "unit/archive/raw_zip.hpp"

namespace spoke::archive {
namespace {

using test::RawMember;
using test::RawZip;

Result<ZipReader> open(const RawZip& zip, ZipRules rules = ZipRules::wheel, Limits limits = {}) {
    return ZipReader::open_bytes(zip.bytes(), rules, limits);
}

RawMember described(std::string name, const std::string& data, std::size_t width, bool signed_one) {
    RawMember member{.name = std::move(name), .data = data, .flags = 8};
    if (signed_one) member.descriptor = "PK\x07\x08";
    put_32(member.descriptor, RawZip::crc_of(data));
    put_number(member.descriptor, data.size(), width);
    put_number(member.descriptor, data.size(), width);
    return member;
}

TEST(ZipReader, an_ordinary_zip_is_read) {
    RawZip zip{.members = {{.name = "a.py", .data = "one"},
                           {.name = "d/", .data = "", .mode = 040755},
                           {.name = "d/run", .data = "two", .mode = 0100755}}};
    auto reader = open(zip);
    ASSERT_TRUE(reader) << reader.error().describe();
    ASSERT_EQ(reader->entries().size(), 3U);
    EXPECT_EQ(reader->entries()[1].name, "d");
    EXPECT_EQ(reader->entries()[1].kind, ZipEntryKind::folder);
    EXPECT_EQ(reader->entries()[2].executable, Executable::yes);
    EXPECT_EQ(reader->read(*reader->find("d/run")).value(), "two");
    EXPECT_EQ(reader->find("nothing"), nullptr);
    EXPECT_FALSE(reader->read(*reader->find("d")));
}

TEST(ZipReader, an_empty_zip_is_read) {
    auto reader = open(RawZip{});
    ASSERT_TRUE(reader) << reader.error().describe();
    EXPECT_TRUE(reader->entries().empty());
}

TEST(ZipReader, deflated_members_and_times_are_read) {
    const std::string text(100000, 'x');
    RawZip zip{.members = {{.name = "a",
                            .data = RawZip::deflated(text),
                            .method = 8,
                            .crc = RawZip::crc_of(text),
                            .size = 100000,
                            .date = (41U << 9U) | (5U << 5U) | 11U,
                            .time = (21U << 11U) | (43U << 5U) | 21U}}};
    auto reader = open(zip);
    ASSERT_TRUE(reader) << reader.error().describe();
    EXPECT_EQ(reader->read(reader->entries()[0]).value(), text);
    EXPECT_EQ(base::format_rfc3339(reader->entries()[0].modified), "2021-05-11T21:43:42Z");
}

TEST(ZipReader, data_descriptors_of_all_four_shapes_are_read) {
    for (const std::size_t width : {std::size_t{4}, std::size_t{8}})
        for (const bool signed_one : {false, true}) {
            RawZip zip{.members = {described("a", "one", width, signed_one),
                                   {.name = "b", .data = "two"}}};
            auto reader = open(zip);
            ASSERT_TRUE(reader) << width << signed_one << reader.error().describe();
            EXPECT_EQ(reader->read(reader->entries()[0]).value(), "one");
        }
}

TEST(ZipReader, extra_fields_and_member_comments_of_old_writers_are_read) {
    RawZip zip{.members = {{.name = "a",
                            .data = "one",
                            .extra = RawZip::extra_block(0x5455, std::string(5, '\1')),
                            .local_extra = RawZip::extra_block(0x5455, std::string(9, '\1')) +
                                           std::string(3, '\0'),
                            .comment = "hello"}}};
    auto reader = open(zip);
    ASSERT_TRUE(reader) << reader.error().describe();
}

struct Refusal {
    std::string what;
    RawZip zip;
    std::string reason;
};

void expect_refused(const std::vector<Refusal>& cases, ZipRules rules = ZipRules::wheel) {
    for (const auto& [what, zip, reason] : cases) {
        const auto reader = open(zip, rules);
        ASSERT_FALSE(reader) << what;
        EXPECT_EQ(reader.error().code, ErrorCode::invalid) << what;
        EXPECT_NE(reader.error().message.find(reason), std::string::npos)
            << what << " → " << reader.error().message;
    }
}

TEST(ZipReader, names_that_are_against_the_rules_are_refused) {
    expect_refused({
        {"climbing", {.members = {{.name = "../a", .data = "x"}}}, "climbs"},
        {"absolute", {.members = {{.name = "/a", .data = "x"}}}, "absolute"},
        {"backslash", {.members = {{.name = "a\\b", .data = "x"}}}, "backslash"},
        {"NUL", {.members = {{.name = std::string("a\0b", 3), .data = "x"}}}, "control"},
        {"twice", {.members = {{.name = "a", .data = "x"}, {.name = "a", .data = "y"}}}, "twice"},
        {"case",
         {.members = {{.name = "a", .data = "x"}, {.name = "A", .data = "y"}}},
         "by case only"},
        {"below a file",
         {.members = {{.name = "a", .data = "x"}, {.name = "a/b", .data = "y"}}},
         "below"},
        {"local",
         {.members = {{.name = "good.py", .data = "x", .local_name = "evil.py"}}},
         "evil.py"},
        {"no flag", {.members = {{.name = "ä", .data = "x"}}}, "neither ASCII nor marked"},
        {"flag but not UTF-8",
         {.members = {{.name = "\xe4", .data = "x", .flags = 1U << 11U}}},
         "not UTF-8"},
        {"empty", {.members = {{.name = "", .data = "x"}}}, "empty name"},
        {"Unicode path",
         {.members = {{.name = "a",
                       .data = "x",
                       .extra = RawZip::extra_block(0x7075, std::string(5, '\1') + "b")}}},
         "Unicode path"},
    });
}

TEST(ZipReader, kinds_that_no_installer_should_see_are_refused) {
    expect_refused({
        {"link", {.members = {{.name = "a", .data = "b", .mode = 0120777}}}, "symbolic link"},
        {"device", {.members = {{.name = "a", .data = "", .mode = 020644}}}, "device"},
        {"pipe", {.members = {{.name = "a", .data = "", .mode = 010644}}}, "device"},
        {"encrypted", {.members = {{.name = "a", .data = "x", .flags = 1}}}, "encrypted"},
        {"strongly encrypted",
         {.members = {{.name = "a", .data = "x", .flags = 1U << 6U}}},
         "encrypted"},
        {"bzip2", {.members = {{.name = "a", .data = "x", .method = 12}}}, "method 12"},
        {"folder with bytes",
         {.members = {{.name = "a/", .data = "x", .mode = 040755}}},
         "folder with bytes"},
        {"folder without slash",
         {.members = {{.name = "a", .data = "", .mode = 040755}}},
         "name of a file"},
        {"file with slash",
         {.members = {{.name = "a/", .data = "", .mode = 0100644}}},
         "name of a folder"},
    });
}

TEST(ZipReader, a_layout_with_room_for_hidden_data_is_refused) {
    expect_refused({
        {"prefixed",
         {.members = {{.name = "a", .data = "x"}}, .prefix = "#!/bin/sh\n"},
         "before the first member"},
        {"prefixed, offsets shifted",
         {.members = {{.name = "a", .data = "x"}},
          .prefix = "#!/bin/sh\n",
          .offsets_after_prefix = false},
         "does not end where"},
        {"trailing", {.members = {{.name = "a", .data = "x"}}, .suffix = "more"}, "end record"},
        {"a gap",
         {.members = {{.name = "a", .data = "x", .gap = "evil"}, {.name = "b", .data = "y"}}},
         "belong to no member"},
        {"before the directory",
         {.members = {{.name = "a", .data = "x"}}, .before_directory = "evil"},
         "belong to no member"},
        {"comment", {.members = {{.name = "a", .data = "x"}}, .comment = "hello"}, "comment"},
        {"a second zip in the comment",
         {.members = {{.name = "a", .data = "x"}}, .comment = RawZip{}.bytes()},
         "more than one end record"},
        {"too few",
         {.members = {{.name = "a", .data = "x"}, {.name = "b", .data = "x"}}, .count_change = -1},
         "more than its members"},
        {"too many",
         {.members = {{.name = "a", .data = "x"}}, .count_change = 1},
         "end record says"},
        {"descriptor missing",
         {.members = {{.name = "a", .data = "x", .flags = 8}}},
         "lacks the data descriptor"},
        {"another local size",
         {.members = {{.name = "a", .data = "x", .local_size = 2}}},
         "local header"},
    });
}

TEST(ZipReader, a_lying_data_descriptor_is_refused) {
    auto member = described("a", "one", 4, true);
    member.descriptor[4] = static_cast<char>(member.descriptor[4] ^ 1);
    expect_refused({{"descriptor", {.members = {member}}, "data descriptor"}});
}

TEST(ZipReader, a_hidden_member_between_two_is_refused) {
    // A whole member that the directory does not list: streaming readers would unpack it.
    const auto hidden = RawZip{.members = {{.name = "evil.py", .data = "x"}}}.bytes();
    const auto local = hidden.substr(0, hidden.find("PK\x01\x02"));
    expect_refused(
        {{"hidden",
          {.members = {{.name = "a", .data = "x", .gap = local}, {.name = "b", .data = "y"}}},
          "belong to no member"}});
}

TEST(ZipReader, members_over_the_same_bytes_are_refused) {
    auto bytes =
        RawZip{.members = {{.name = "a", .data = "x"}, {.name = "b", .data = "y"}}}.bytes();
    // The second directory entry points to the first local header.
    const auto second = bytes.rfind("PK\x01\x02");
    bytes.replace(second + 42, 4, std::string(4, '\0'));
    const auto reader = ZipReader::open_bytes(bytes, ZipRules::wheel, {});
    ASSERT_FALSE(reader);
}

TEST(ZipReader, a_member_inside_the_data_of_another_is_refused) {
    // The layout of bombs that need no nesting: many members share one run of packed bytes.
    const auto inner = RawZip{.members = {{.name = "b", .data = "y"}}}.bytes();
    const auto local = inner.substr(0, inner.find("PK\x01\x02"));
    auto bytes =
        RawZip{.members = {{.name = "a", .data = local}, {.name = "b", .data = "y"}}}.bytes();
    const auto second = bytes.rfind("PK\x01\x02");
    const auto first_data = bytes.find(local, 4);
    bytes.replace(second + 42, 4, std::string{static_cast<char>(first_data), 0, 0, 0});
    const auto reader = ZipReader::open_bytes(bytes, ZipRules::wheel, {});
    ASSERT_FALSE(reader);
    EXPECT_NE(reader.error().message.find("overlaps"), std::string::npos) << reader.error().message;
}

TEST(ZipReader, a_wrong_checksum_is_found_on_reading) {
    RawZip zip{.members = {{.name = "a", .data = "one", .crc = 5}}};
    auto reader = open(zip);
    ASSERT_TRUE(reader) << reader.error().describe();
    const auto bytes = reader->read(reader->entries()[0]);
    ASSERT_FALSE(bytes);
    EXPECT_NE(bytes.error().message.find("can't be unpacked"), std::string::npos);
}

TEST(ZipReader, a_member_that_unpacks_to_another_size_is_refused) {
    const std::string text(1000, 'x');
    for (const std::uint32_t size : {999U, 1001U}) {
        RawZip zip{.members = {{.name = "a",
                                .data = RawZip::deflated(text),
                                .method = 8,
                                .crc = RawZip::crc_of(text),
                                .size = size}}};
        auto reader = open(zip);
        ASSERT_TRUE(reader) << reader.error().describe();
        EXPECT_FALSE(reader->read(reader->entries()[0])) << size;
    }
}

TEST(ZipReader, bombs_are_refused_before_they_are_unpacked) {
    RawZip zip{.members = {{.name = "a",
                            .data = RawZip::deflated("x"),
                            .method = 8,
                            .crc = RawZip::crc_of("x"),
                            .size = 0x30000000}}};
    const auto ratio = open(zip);
    ASSERT_FALSE(ratio);
    EXPECT_EQ(ratio.error().code, ErrorCode::too_large);
    EXPECT_NE(ratio.error().message.find("bomb"), std::string::npos) << ratio.error().message;

    const RawZip three{.members = {{.name = "a", .data = "xxxx"},
                                   {.name = "b", .data = "xxxx"},
                                   {.name = "c", .data = "xxxx"}}};
    EXPECT_EQ(open(three, ZipRules::wheel, {.max_bytes = 11}).error().code, ErrorCode::too_large);
    EXPECT_EQ(open(three, ZipRules::wheel, {.max_entry_bytes = 3}).error().code,
              ErrorCode::too_large);
    EXPECT_EQ(open(three, ZipRules::wheel, {.max_entries = 2}).error().code, ErrorCode::too_large);
    EXPECT_EQ(
        open(three, ZipRules::wheel, {.deadline = base::Deadline::after(std::chrono::seconds(-1))})
            .error()
            .code,
        ErrorCode::timeout);
}

TEST(ZipReader, a_source_zip_may_have_a_comment_and_links) {
    RawZip zip{.members = {{.name = "a", .data = "b", .mode = 0120777}}, .comment = "0123456789"};
    auto reader = open(zip, ZipRules::source);
    ASSERT_TRUE(reader) << reader.error().describe();
    EXPECT_EQ(reader->entries()[0].kind, ZipEntryKind::link);
    EXPECT_EQ(reader->read(reader->entries()[0]).value(), "b");
}

TEST(ZipReader, every_cut_and_every_changed_byte_is_answered_without_a_crash) {
    const auto whole = RawZip{
        .members = {
            described("a", "one", 4, true),
            {.name = "d/b.py",
             .data = RawZip::deflated("two"),
             .method = 8,
             .crc = RawZip::crc_of("two"),
             .size = 3}}}.bytes();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(ZipReader::open_bytes(whole.substr(0, size), ZipRules::wheel, {})) << size;
    for (std::size_t place = 0; place < whole.size(); ++place)
        for (const int change : {0x01, 0x80, 0xff}) {
            auto bytes = whole;
            bytes[place] = static_cast<char>(bytes[place] ^ change);
            auto reader = ZipReader::open_bytes(bytes, ZipRules::wheel, {});
            if (!reader) continue;
            for (const auto& entry : reader->entries())
                if (entry.kind == ZipEntryKind::file) static_cast<void>(reader->read(entry));
        }
}

TEST(ZipReader, a_zip64_archive_is_read_and_must_agree_with_itself) {
    const auto plain = RawZip{.members = {{.name = "a", .data = "one"}}}.bytes();
    const auto directory = plain.find("PK\x01\x02");
    const auto end = plain.find("PK\x05\x06");
    const auto make = [&](std::uint64_t count) {
        std::string bytes = plain.substr(0, end);
        bytes += "PK\x06\x06";
        put_number(bytes, 44, 8);
        put_16(bytes, 45);
        put_16(bytes, 45);
        put_32(bytes, 0);
        put_32(bytes, 0);
        put_number(bytes, count, 8);
        put_number(bytes, count, 8);
        put_number(bytes, end - directory, 8);
        put_number(bytes, directory, 8);
        bytes += "PK\x06\x07";
        put_32(bytes, 0);
        put_number(bytes, end, 8);
        put_32(bytes, 1);
        return bytes + plain.substr(end);
    };
    auto reader = ZipReader::open_bytes(make(1), ZipRules::wheel, {});
    ASSERT_TRUE(reader) << reader.error().describe();
    EXPECT_EQ(reader->read(reader->entries()[0]).value(), "one");
    EXPECT_FALSE(ZipReader::open_bytes(make(2), ZipRules::wheel, {}));
}

}  // namespace
}  // namespace spoke::archive
