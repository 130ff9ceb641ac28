#include "sandbox/memory_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

namespace spoke::sandbox {

TEST(MemoryFile, a_copy_does_not_depend_on_the_position_of_its_source) {
    const auto source = make_sealed("source", "content");
    ASSERT_TRUE(source.has_value());
    ASSERT_EQ(::lseek(source->get(), 0, SEEK_END), 7);
    const auto copy = copy_sealed("copy", source->get(), 7);
    ASSERT_TRUE(copy.has_value());
    EXPECT_EQ(base::read_all(copy->get(), 100).value(), "content");
}

TEST(MemoryFile, a_copy_has_a_limit) {
    const auto source = make_sealed("source", "content");
    EXPECT_EQ(copy_sealed("copy", source->get(), 6).error().code, ErrorCode::too_large);
}

TEST(MemoryFile, F3_takes_no_file_from_a_builder_that_it_could_still_change) {
    const auto open = make_memory_file("open");
    ASSERT_TRUE(base::write_all(open->get(), "content"));
    EXPECT_EQ(check_sealed(open->get(), 100).error().code, ErrorCode::corrupt);
    ASSERT_TRUE(seal(*open));
    EXPECT_EQ(check_sealed(open->get(), 100).value(), 7U);
    EXPECT_EQ(check_sealed(open->get(), 6).error().code, ErrorCode::corrupt);

    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);  // NOLINT
    const base::FileHandle read(ends[0]);
    const base::FileHandle write(ends[1]);
    EXPECT_EQ(check_sealed(read.get(), 100).error().code, ErrorCode::corrupt);
    EXPECT_EQ(check_sealed(-1, 100).error().code, ErrorCode::corrupt);
}

}  // namespace spoke::sandbox
