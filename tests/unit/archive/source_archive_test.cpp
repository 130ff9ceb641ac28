#include "archive/source_archive.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "unit/archive/packed.hpp"
#include "unit/archive/python_probe.hpp"
#include "unit/archive/raw_tar.hpp"
#include "unit/archive/raw_zip.hpp"

namespace spoke::archive {
namespace {

using test::as_file;
using test::gzip;
using test::raw_tar;
using test::RawTarMember;

Result<SourceListing> read(const std::string& bytes, const Limits& limits = {}) {
    const auto file = as_file(bytes);
    return read_source(file.get(), limits);
}

std::string names(const SourceListing& listing) {
    std::string out;
    for (const auto& entry : listing.entries)
        out += entry.path + (entry.kind == SourceEntryKind::folder ? "/ "
                             : entry.kind == SourceEntryKind::link ? "@ "
                                                                   : " ");
    return out;
}

std::string ordinary() {
    return raw_tar(
        RawTarMember{.name = "pkg-1.0/", .type = '5', .mode = 0755, .time = 2'000'000'000},
        RawTarMember{.name = "pkg-1.0/setup.py", .data = "setup()", .time = 1'000'000'001},
        RawTarMember{.name = "pkg-1.0/bin/run", .data = "#!", .mode = 0755},
        RawTarMember{.name = "pkg-1.0/link", .type = '2', .link = "bin/run"},
        RawTarMember{.name = "pkg-1.0/again.py", .type = '1', .link = "pkg-1.0/setup.py"});
}

TEST(SourceArchive, tars_are_read_plain_and_packed) {
    for (const auto& bytes :
         {ordinary(), gzip(ordinary()), gzip(ordinary() + std::string(9000, '\0')),
          gzip(ordinary()) + std::string(512, '\0')}) {
        const auto listing = read(bytes);
        ASSERT_TRUE(listing) << listing.error().describe();
        EXPECT_EQ(listing->top, "pkg-1.0");
        EXPECT_EQ(names(*listing),
                  "pkg-1.0/ pkg-1.0/again.py pkg-1.0/bin/ pkg-1.0/bin/run pkg-1.0/link@ "
                  "pkg-1.0/setup.py ");
        EXPECT_EQ(listing->find("pkg-1.0/again.py")->sha256, crypto::sha256("setup()"));
        EXPECT_EQ(listing->find("pkg-1.0/bin/run")->executable, Executable::yes);
        EXPECT_EQ(listing->find("pkg-1.0/link")->target, "bin/run");
        EXPECT_EQ(base::format_rfc3339(listing->newest), "2001-09-09T01:46:41Z")
            << "folders do not count";
    }
}

TEST(SourceArchive, bzip2_and_xz_made_by_python_are_read_and_nothing_may_follow) {
    for (const std::string kind : {"bz2", "lzma"}) {
        const auto hex =
            test::ask_python("import " + kind + ", sys\ndata = open(path, 'rb').read()\nprint(" +
                                 kind + ".compress(data).hex(), end='')",
                             ordinary());
        const auto packed = base::from_hex(hex).value();
        const auto listing = read(packed);
        ASSERT_TRUE(listing) << kind << listing.error().describe();
        EXPECT_EQ(listing->entries.size(), 6U);
        EXPECT_FALSE(read(packed + "more")) << kind;
    }
}

TEST(SourceArchive, zips_are_read_under_the_same_rules) {
    test::RawZip zip{.members = {{.name = "pkg-1.0/setup.py", .data = "setup()"},
                                 {.name = "pkg-1.0/link", .data = "setup.py", .mode = 0120777}}};
    const auto listing = read(zip.bytes());
    ASSERT_TRUE(listing) << listing.error().describe();
    EXPECT_EQ(names(*listing), "pkg-1.0/ pkg-1.0/link@ pkg-1.0/setup.py ");
    zip.members[1].data = "../../etc/passwd";
    EXPECT_FALSE(read(zip.bytes()));
}

TEST(SourceArchive, a_leading_dot_folder_and_gits_global_header_are_passed_over) {
    const auto listing = read(raw_tar(
        RawTarMember{.name = "pax_global_header",
                     .type = 'g',
                     .data = "52 comment=0123456789012345678901234567890123456789\n"},
        RawTarMember{.name = "./", .type = '5'}, RawTarMember{.name = "./pkg-1.0/a", .data = "x"}));
    ASSERT_TRUE(listing) << listing.error().describe();
    EXPECT_EQ(names(*listing), "pkg-1.0/ pkg-1.0/a ");
}

TEST(SourceArchive, long_and_non_ascii_names_of_pax_and_gnu_are_read) {
    const auto program = [](const std::string& format) {
        return "import io, sys, tarfile\nout = io.BytesIO()\nt = tarfile.open(fileobj=out, "
               "mode='w', format=tarfile." +
               format +
               ")\nfor name in ('p/' + 'x' * 150 + '/' + 'y' * 120, 'p/d\\u00e4ta\\u65e5.txt'):\n"
               "    i = tarfile.TarInfo(name); i.size = 3; t.addfile(i, io.BytesIO(b'abc'))\n"
               "t.close()\nprint(out.getvalue().hex(), end='')";
    };
    for (const std::string format : {"PAX_FORMAT", "GNU_FORMAT"}) {
        const auto listing = read(base::from_hex(test::ask_python(program(format), "")).value());
        ASSERT_TRUE(listing) << format << listing.error().describe();
        EXPECT_NE(listing->find("p/däta日.txt"), nullptr) << format << names(*listing);
        EXPECT_NE(listing->find("p/" + std::string(150, 'x') + "/" + std::string(120, 'y')),
                  nullptr);
    }
}

TEST(SourceArchive, hostile_members_are_refused_with_what_and_where) {
    const std::pair<std::string, RawTarMember> cases[] = {
        {"climbs", {.name = "pkg/../../x", .data = "x"}},
        {"climbs", {.name = "../x", .data = "x"}},
        {"absolute", {.name = "/etc/x", .data = "x"}},
        {"backslash", {.name = "pkg/a\\b", .data = "x"}},
        {"control", {.name = "pkg/a\nb", .data = "x"}},
        {"UTF-8", {.name = "pkg/\xff", .data = "x"}},
        {"device", {.name = "pkg/dev", .type = '3'}},
        {"device", {.name = "pkg/dev", .type = '4'}},
        {"device", {.name = "pkg/fifo", .type = '6'}},
        {"leaves the tree", {.name = "pkg/l", .type = '2', .link = "../x"}},
        {"leaves the tree", {.name = "pkg/l", .type = '2', .link = "sub/../../x"}},
        {"leaves the tree", {.name = "pkg/l", .type = '2', .link = "../pkg/first"}},
        {"no plain relative path", {.name = "pkg/l", .type = '2', .link = "/etc/passwd"}},
        {"circle", {.name = "pkg/l", .type = '2', .link = "l"}},
        {"no earlier file", {.name = "pkg/h", .type = '1', .link = "/etc/passwd"}},
        {"no earlier file", {.name = "pkg/h", .type = '1', .link = "../x"}},
        {"no earlier file", {.name = "pkg/h", .type = '1', .link = "pkg/later"}},
        {"twice", {.name = "pkg/first", .data = "x"}},
        {"by case only", {.name = "pkg/FIRST", .data = "x"}},
        {"below", {.name = "pkg/first/x", .data = "x"}},
        {"outside the top folder", {.name = "other/x", .data = "x"}},
        {"outside the one top folder", {.name = "x", .data = "x"}},
    };
    for (const auto& [reason, member] : cases) {
        const auto listing = read(raw_tar(RawTarMember{.name = "pkg/first", .data = "1"}, member,
                                          RawTarMember{.name = "pkg/later", .data = "2"}));
        ASSERT_FALSE(listing) << reason;
        EXPECT_NE(listing.error().message.find(reason), std::string::npos)
            << reason << " → " << listing.error().message;
    }
}

TEST(SourceArchive, nothing_is_written_through_a_link) {
    const auto listing = read(raw_tar(RawTarMember{.name = "pkg/d", .type = '2', .link = "."},
                                      RawTarMember{.name = "pkg/d/x", .data = "x"}));
    EXPECT_FALSE(listing);
}

TEST(SourceArchive, a_link_that_leaves_the_tree_through_another_is_refused) {
    // By its text `sub/up/../x` stays inside; followed through `sub/up → ..` it does not.
    const auto listing =
        read(raw_tar(RawTarMember{.name = "pkg/sub/up", .type = '2', .link = ".."},
                     RawTarMember{.name = "pkg/l", .type = '2', .link = "sub/up/../x"}));
    ASSERT_FALSE(listing);
    EXPECT_NE(listing.error().message.find("leaves the tree"), std::string::npos);
}

TEST(SourceArchive, data_behind_the_end_is_refused) {
    EXPECT_FALSE(read(ordinary() + std::string(512, 'x')));
    EXPECT_FALSE(read(gzip(ordinary() + "x")));
    EXPECT_FALSE(read(gzip(ordinary()) + "x"));
    EXPECT_FALSE(read(gzip(ordinary()) + gzip(ordinary()))) << "a second gzip member";
    EXPECT_FALSE(read(ordinary() + ordinary())) << "a second tar";
    EXPECT_FALSE(read("x" + ordinary()));
}

TEST(SourceArchive, cut_archives_are_refused) {
    const auto whole = gzip(ordinary());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(read(whole.substr(0, size))) << size;
    EXPECT_FALSE(read(raw_tar(RawTarMember{.name = "pkg/a", .data = "x", .size = 100'000})));
}

TEST(SourceArchive, bombs_are_refused) {
    const auto bomb = gzip(
        raw_tar(RawTarMember{.name = "pkg/a", .data = std::string(std::size_t{20} << 20U, '\0')}));
    const auto ratio = read(bomb);
    ASSERT_FALSE(ratio);
    EXPECT_EQ(ratio.error().code, ErrorCode::too_large);
    EXPECT_EQ(read(ordinary(), {.max_bytes = 8}).error().code, ErrorCode::too_large);
    EXPECT_EQ(read(ordinary(), {.max_entry_bytes = 3}).error().code, ErrorCode::too_large);
    EXPECT_EQ(read(ordinary(), {.max_entries = 2}).error().code, ErrorCode::too_large);
    EXPECT_EQ(read(ordinary(), {.deadline = base::Deadline::after(std::chrono::seconds(-1))})
                  .error()
                  .code,
              ErrorCode::timeout);
}

TEST(SourceArchive, a_clean_tar_is_written_that_python_reads_equally) {
    const auto file = as_file(gzip(ordinary()));
    std::string tar;
    const auto listing =
        repack_source(file.get(), {}, base::parse_rfc3339("2021-05-11T21:43:42Z").value(),
                      [&](std::string_view bytes) {
                          tar += bytes;
                          return ok();
                      });
    ASSERT_TRUE(listing) << listing.error().describe();
    EXPECT_EQ(
        test::ask_python(R"(
import tarfile
for i in tarfile.open(path, 'r:'):
    assert (i.uid, i.gid, i.uname, i.gname, i.mtime) == (0, 0, '', '', 1620769422), i.get_info()
    print(i.name, oct(i.mode), i.type.decode(), i.linkname or i.size)
)",
                         tar),
        "pkg-1.0 0o755 5 0\npkg-1.0/again.py 0o644 0 7\npkg-1.0/bin 0o755 5 0\n"
        "pkg-1.0/bin/run 0o755 0 2\npkg-1.0/link 0o755 2 bin/run\npkg-1.0/setup.py 0o644 0 7\n");
    const auto again = read(tar);
    ASSERT_TRUE(again);
    EXPECT_EQ(names(*again), names(*listing));
}

TEST(SourceArchive, a_failing_sink_ends_the_work) {
    const auto file = as_file(ordinary());
    const auto listing = repack_source(file.get(), {}, {}, [](std::string_view) -> Result<void> {
        return fail(ErrorCode::exhausted, "full");
    });
    ASSERT_FALSE(listing);
    EXPECT_EQ(listing.error().message, "full");
}

TEST(SourceArchive, single_files_and_all_files_can_be_read) {
    const auto file = as_file(ordinary());
    EXPECT_EQ(read_source_file(file.get(), "pkg-1.0/setup.py", {}).value(), "setup()");
    EXPECT_EQ(read_source_file(file.get(), "pkg-1.0/bin", {}).value(), std::nullopt);
    std::string seen;
    ASSERT_TRUE(read_source(file.get(), {}, [&](const SourceEntry& entry, std::string_view bytes) {
        seen += entry.path + "=" + std::string(bytes) + ";";
        return ok();
    }));
    EXPECT_EQ(seen, "pkg-1.0/again.py=setup();pkg-1.0/bin/run=#!;pkg-1.0/setup.py=setup();");
}

}  // namespace
}  // namespace spoke::archive
