#include "factory/check/elf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "unit/factory/raw_elf.hpp"

namespace spoke::factory {
namespace {

using test::RawElf;

TEST(Elf, reads_what_a_dynamic_linker_reads) {
    RawElf elf{
        .needed = {"libm.so.6", "libc.so.6"},
        .soname = "lib.so.1",
        .runpath = "$ORIGIN/../pkg.libs:/opt/x",
        .versions = {{"libm.so.6", {"GLIBC_2.29"}}, {"libc.so.6", {"GLIBC_2.34", "GLIBC_2.2.5"}}},
        .exports = {"PyInit_b", "a"}};
    const auto facts = read_elf(elf.bytes());
    ASSERT_TRUE(facts) << facts.error().describe();
    EXPECT_EQ(facts->machine, "x86_64");
    EXPECT_TRUE(facts->is_shared);
    EXPECT_EQ(facts->soname, "lib.so.1");
    EXPECT_EQ(facts->needed, (std::vector<std::string>{"libm.so.6", "libc.so.6"}));
    EXPECT_EQ(facts->search_paths, (std::vector<std::string>{"$ORIGIN/../pkg.libs", "/opt/x"}));
    EXPECT_EQ(facts->needed_versions, (std::vector<NeededVersion>{{"libc.so.6", "GLIBC_2.2.5"},
                                                                  {"libc.so.6", "GLIBC_2.34"},
                                                                  {"libm.so.6", "GLIBC_2.29"}}));
    EXPECT_EQ(facts->exports, (std::vector<std::string>{"PyInit_b", "a"}))
        << "sorted, without imports";
    EXPECT_EQ(facts->relro, Fortification::full);
    EXPECT_FALSE(facts->text_relocations);
    EXPECT_FALSE(facts->executable_stack);
}

TEST(Elf, reads_how_it_is_fortified) {
    EXPECT_EQ(read_elf(RawElf{.bind_now = false}.bytes())->relro, Fortification::partial);
    EXPECT_EQ(read_elf(RawElf{.relro = false}.bytes())->relro, Fortification::none);
    EXPECT_TRUE(read_elf(RawElf{.text_relocations = true}.bytes())->text_relocations);
    EXPECT_TRUE(read_elf(RawElf{.executable_stack = true}.bytes())->executable_stack);
    EXPECT_EQ(read_elf(RawElf{.machine = 183}.bytes())->machine, "aarch64");
    EXPECT_EQ(read_elf(RawElf{.machine = 9999}.bytes())->machine, "machine-9999");
}

TEST(Elf, reads_a_real_library) {
    const std::filesystem::path path = "/usr/lib/x86_64-linux-gnu/libz.so.1";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    const auto facts =
        read_elf(base::read_file(std::filesystem::canonical(path), 1U << 24U).value());
    ASSERT_TRUE(facts) << facts.error().describe();
    EXPECT_EQ(facts->soname, "libz.so.1");
    EXPECT_TRUE(std::ranges::binary_search(facts->exports, "inflate"));
    EXPECT_EQ(facts->needed, (std::vector<std::string>{"libc.so.6"}));
    EXPECT_FALSE(facts->needed_versions.empty());
}

TEST(Elf, what_is_no_elf_is_refused) {
    EXPECT_FALSE(read_elf(""));
    EXPECT_FALSE(
        read_elf("\x7f"
                 "ELF"));
    EXPECT_FALSE(read_elf("MZ and so on, long enough to have a header"));
    auto bytes = RawElf{}.bytes();
    bytes[4] = 3;
    EXPECT_FALSE(read_elf(bytes));
}

TEST(Elf, many_names_of_one_long_string_are_refused) {
    RawElf elf{.exports = std::vector<std::string>(2000, std::string(60000, 'x'))};
    EXPECT_FALSE(read_elf(elf.bytes()));
}

TEST(Elf, every_cut_and_every_changed_byte_is_answered_without_a_crash) {
    const auto whole = RawElf{.runpath = "$ORIGIN"}.bytes();
    for (std::size_t size = 0; size + 4 < whole.size(); ++size)
        static_cast<void>(read_elf(whole.substr(0, size)));
    for (std::size_t place = 0; place < whole.size(); ++place)
        for (const int change : {0x01, 0x7f, 0xff}) {
            auto bytes = whole;
            bytes[place] = static_cast<char>(bytes[place] ^ change);
            static_cast<void>(read_elf(bytes));
        }
}

}  // namespace
}  // namespace spoke::factory
