#include "sandbox/capture.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sandbox/memory_file.hpp"

namespace spoke::sandbox {

TEST(LogCapture, keeps_a_short_log_whole) {
    LogCapture log(4, 4);
    log.add("abc");
    log.add("defgh");
    EXPECT_EQ(log.text(), "abcdefgh");
    EXPECT_EQ(log.dropped(), 0U);
}

TEST(LogCapture, drops_the_middle_and_counts_it) {
    LogCapture log(4, 4);
    for (char letter = 'a'; letter <= 'z'; ++letter) log.add(std::string(1, letter));
    EXPECT_EQ(log.dropped(), 26U - 8U);
    EXPECT_EQ(log.text(), "abcd\n[spokeshave] 18 bytes of the log are left out here\nwxyz");
}

TEST(LogCapture, counts_right_however_the_bytes_come) {
    for (const std::size_t piece : {1U, 3U, 7U, 50U, 1000U}) {
        LogCapture log(10, 20);
        std::string all;
        while (all.size() < 1000) {
            const std::string part(piece, static_cast<char>('a' + all.size() % 26));
            log.add(part);
            all += part;
        }
        EXPECT_EQ(log.dropped(), all.size() - 30);
        EXPECT_TRUE(log.text().starts_with(all.substr(0, 10)));
        EXPECT_TRUE(log.text().ends_with(all.substr(all.size() - 20)));
    }
}

TEST(OutputCapture, takes_exactly_its_limit) {
    auto output = OutputCapture::make(6);
    ASSERT_TRUE(output.has_value());
    ASSERT_TRUE(output->add("abc"));
    ASSERT_TRUE(output->add("def"));
    EXPECT_FALSE(output->overflowed());
    ASSERT_TRUE(output->add("g"));
    EXPECT_TRUE(output->overflowed());
    EXPECT_EQ(output->size(), 6U);
}

TEST(OutputCapture, F10_its_file_can_not_be_changed_any_more) {
    auto output = OutputCapture::make(100);
    ASSERT_TRUE(output->add("abc"));
    const auto file = output->finish();
    ASSERT_TRUE(file.has_value());
    EXPECT_FALSE(base::write_all(file->get(), "x"));
    EXPECT_EQ(base::read_all(file->get(), 100).value(), "abc");
    EXPECT_EQ(check_sealed(file->get(), 3).value(), 3U);
}

}  // namespace spoke::sandbox
