#include "archive/zip_writer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "archive/zip_reader.hpp"
#include "base/encoding.hpp"
#include "unit/archive/python_probe.hpp"

namespace spoke::archive {
namespace {

base::Moment at(const std::string& text) {
    return base::parse_rfc3339(text).value();
}

TEST(ZipWriter, the_bytes_are_those_of_the_canonical_form) {
    const std::vector<Member> members{{"a", "", Executable::no}};
    const auto zip = write_canonical_zip(members, at("2021-05-11T21:43:43Z"));
    ASSERT_TRUE(zip);
    EXPECT_EQ(
        base::to_hex(*zip),
        // local header: needed 20, no flags, deflate, 21:43:42, 2021-05-11, CRC 0, 2, 0, name 1,
        // extra 0
        "504b0304"
        "1400"
        "0000"
        "0800"
        "75ad"
        "ab52"
        "00000000"
        "02000000"
        "00000000"
        "0100"
        "0000"
        "61"
        "0300"
        // central: made by Unix 2.0, the same, no comment, disk 0, internal 0, 0100644, offset 0
        "504b0102"
        "1403"
        "1400"
        "0000"
        "0800"
        "75ad"
        "ab52"
        "00000000"
        "02000000"
        "00000000"
        "0100"
        "0000"
        "0000"
        "0000"
        "0000"
        "0000a481"
        "00000000"
        "61"
        // end: one member, 47 bytes at 33, no comment
        "504b0506"
        "0000"
        "0000"
        "0100"
        "0100"
        "2f000000"
        "21000000"
        "0000");
}

TEST(ZipWriter, times_are_floored_to_two_seconds_and_kept_within_1980_and_2107) {
    const std::pair<std::string, std::string> cases[] = {
        {"1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z"},
        {"2024-02-29T23:59:59Z", "2024-02-29T23:59:58Z"},
        {"2200-01-01T00:00:00Z", "2107-12-31T23:59:58Z"}};
    for (const auto& [given, kept] : cases) {
        const std::vector<Member> members{{"a", "x", Executable::no}};
        auto reader = ZipReader::open_bytes(write_canonical_zip(members, at(given)).value(),
                                            ZipRules::wheel, {});
        ASSERT_TRUE(reader);
        EXPECT_EQ(base::format_rfc3339(reader->entries()[0].modified), kept);
    }
}

TEST(ZipWriter, our_reader_and_pythons_zipfile_read_it_equally) {
    std::vector<Member> members{{"a.py", "x = 1\n", Executable::no},
                                {"bin/run", "#!/bin/sh\n", Executable::yes},
                                {"däta/ü.txt", std::string(70000, 'z'), Executable::no},
                                {"empty", "", Executable::no}};
    const auto zip = write_canonical_zip(members, at("2021-05-11T21:43:42Z")).value();
    auto reader = ZipReader::open_bytes(zip, ZipRules::wheel, {});
    ASSERT_TRUE(reader) << reader.error().describe();
    for (const auto& member : members) {
        const auto* entry = reader->find(member.path);
        ASSERT_NE(entry, nullptr);
        EXPECT_EQ(entry->executable, member.executable);
        EXPECT_EQ(reader->read(*entry).value(), member.bytes);
    }
    EXPECT_EQ(test::ask_python(R"(
import hashlib, zipfile
with zipfile.ZipFile(path) as z:
    assert z.testzip() is None and z.comment == b''
    for i in z.infolist():
        assert i.extra == b'' and i.comment == b'' and i.create_system == 3 and i.create_version == 20
        assert i.extract_version == 20 and i.compress_type == 8 and i.flag_bits in (0, 0x800)
        print(ascii(i.filename), oct(i.external_attr >> 16), i.date_time, len(z.read(i)))
)",
                               zip),
              "'a.py' 0o100644 (2021, 5, 11, 21, 43, 42) 6\n"
              "'bin/run' 0o100755 (2021, 5, 11, 21, 43, 42) 10\n"
              "'d\\xe4ta/\\xfc.txt' 0o100644 (2021, 5, 11, 21, 43, 42) 70000\n"
              "'empty' 0o100644 (2021, 5, 11, 21, 43, 42) 0\n");
}

TEST(ZipWriter, deflates_as_pythons_zlib_does) {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "line " + std::to_string(i * i % 977) + "\n";
    const std::vector<Member> members{{"a", text, Executable::no}};
    const auto zip = write_canonical_zip(members, {}).value();
    EXPECT_EQ(test::ask_python(R"(
import zipfile, zlib
z = zipfile.ZipFile(path)
data = z.read('a')
c = zlib.compressobj(6, zlib.DEFLATED, -15)
print(open(path, 'rb').read().find(c.compress(data) + c.flush()))
)",
                               zip),
              "31\n");
}

TEST(ZipWriter, what_a_reader_would_refuse_is_not_written) {
    const auto write = [](std::vector<Member> members) {
        return write_canonical_zip(members, {});
    };
    EXPECT_FALSE(write({{"../a", "x"}}));
    EXPECT_FALSE(write({{"a", "x"}, {"a", "y"}}));
    EXPECT_FALSE(write({{"a", "x"}, {"A", "y"}}));
    EXPECT_TRUE(write({}));
    std::vector<Member> many(0xFFFF);
    for (std::size_t i = 0; i < many.size(); ++i) many[i].path = std::to_string(i);
    EXPECT_EQ(write(many).error().code, ErrorCode::too_large);
}

TEST(ZipWriter, the_version_of_zlib_can_be_named) {
    EXPECT_TRUE(deflate_version().starts_with("zlib 1."));
}

}  // namespace
}  // namespace spoke::archive
