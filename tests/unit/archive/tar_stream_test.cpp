#include "archive/tar_stream.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "unit/archive/packed.hpp"
#include "unit/archive/raw_tar.hpp"

namespace spoke::archive {
namespace {

using test::as_file;
using test::raw_tar;
using test::RawTarMember;

TEST(TarStream, what_is_written_is_read_back_through_a_pipe) {
    std::vector<TarMember> members{{"a", "one", Executable::no},
                                   {"d/run", std::string(300000, 'x'), Executable::yes},
                                   {"ä/日", "", Executable::no}};
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    base::FileHandle in(ends[0]);
    base::FileHandle out(ends[1]);
    std::thread writer([&] {
        static_cast<void>(write_tar(
            members, [&](std::string_view bytes) { return base::write_all(out.get(), bytes); }));
        out.reset();
    });
    const auto read = read_tar_members(in.get(), {});
    in.reset();
    writer.join();
    ASSERT_TRUE(read) << read.error().describe();
    ASSERT_EQ(read->size(), 3U);
    for (std::size_t i = 0; i < members.size(); ++i) {
        EXPECT_EQ((*read)[i].path, members[i].path);
        EXPECT_EQ((*read)[i].bytes, members[i].bytes);
        EXPECT_EQ((*read)[i].executable, members[i].executable);
    }
}

TEST(TarStream, links_and_what_is_against_the_rules_are_refused) {
    for (const auto& member :
         {RawTarMember{.name = "l", .type = '2', .link = "a"},
          RawTarMember{.name = "h", .type = '1', .link = "a"},
          RawTarMember{.name = "a", .data = "y"}, RawTarMember{.name = "../x", .data = "y"},
          RawTarMember{.name = "dev", .type = '3'}}) {
        const auto file = as_file(raw_tar(RawTarMember{.name = "a", .data = "x"}, member));
        ::lseek(file.get(), 0, SEEK_SET);
        EXPECT_FALSE(read_tar_members(file.get(), {})) << member.name;
    }
}

TEST(TarStream, an_empty_answer_is_refused) {
    const auto file = as_file("");
    EXPECT_FALSE(read_tar_members(file.get(), {}));
}

}  // namespace
}  // namespace spoke::archive
