#include "sandbox/host_memory.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace spoke::sandbox {

TEST(HostMemory, reads_what_is_available) {
    EXPECT_EQ(parse_available_memory("MemTotal:  100 kB\nMemAvailable:   42 kB\nX: 1 kB\n"),
              42 * 1024U);
    EXPECT_EQ(parse_available_memory("MemTotal: 1 kB\n"),
              std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(parse_available_memory("MemAvailable: "), std::numeric_limits<std::uint64_t>::max());
    EXPECT_GT(available_host_memory(), 0U);
}

}  // namespace spoke::sandbox
