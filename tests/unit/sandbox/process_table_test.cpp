#include "sandbox/process_table.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/file.hpp"

namespace spoke::sandbox {
namespace {

constexpr const char* k_numbers =
    " S 1 2 2 0 -1 4194560 100 0 0 0 30 20 7 3 20 0 5 0 1000 10000000 250 18446744073709551615 0\n";

}  // namespace

TEST(ProcessEntry, is_read_whatever_the_process_calls_itself) {
    for (const std::string name : {"(python3)", "(a) S 9 (b)", "( )", "()) ) 1 ()", "(\n)"}) {
        const auto entry = parse_process_entry("42 " + name + k_numbers);
        ASSERT_TRUE(entry.has_value()) << name;
        EXPECT_EQ(entry->number, 42);
        EXPECT_EQ(entry->threads, 5U);
        EXPECT_EQ(entry->resident, 250U * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
        EXPECT_EQ(entry->cpu.count(), 600);
    }
}

TEST(ProcessEntry, refuses_what_is_none) {
    for (const char* line : {"", "42", "42 (x)", "42 (x) S 1", "x (x) S 1 2 3"})
        EXPECT_FALSE(parse_process_entry(line).has_value()) << line;
}

TEST(ProcessTable, has_this_process_in_it) {
    const base::FileHandle proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));  // NOLINT
    const auto table = read_process_table(proc.get());
    const auto self = std::ranges::find(table.processes, ::getpid(), &ProcessEntry::number);
    ASSERT_NE(self, table.processes.end());
    EXPECT_GT(self->resident, 0U);
    ProcessTable alone;
    alone.processes = {*self};
    const auto private_bytes = private_memory(proc.get(), alone);
    EXPECT_GT(private_bytes, 0U);
    EXPECT_LT(private_bytes, self->resident);
}

}  // namespace spoke::sandbox
