#include "python/number.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace spoke::python {

namespace {

std::string key_of(const Number& number) {
    std::string key;
    number.append_key(key);
    return key;
}

// Around the places where the key changes its form, and where integers end.
const std::vector<std::string> k_ordered{"0",
                                         "1",
                                         "2",
                                         "9",
                                         "10",
                                         "99",
                                         "100",
                                         "238",
                                         "239",
                                         "240",
                                         "255",
                                         "256",
                                         "999",
                                         "1000",
                                         "65535",
                                         "20240101",
                                         "18446744073709551615",
                                         "18446744073709551616",
                                         "99999999999999999999999"};

}  // namespace

TEST(Number, order_and_keys_agree) {
    for (std::size_t i = 0; i < k_ordered.size(); ++i) {
        for (std::size_t j = 0; j < k_ordered.size(); ++j) {
            const auto left = Number::from_digits(k_ordered[i]);
            const auto right = Number::from_digits(k_ordered[j]);
            EXPECT_EQ(left <=> right, i <=> j) << k_ordered[i] << " " << k_ordered[j];
            EXPECT_EQ(key_of(left).compare(key_of(right)) <=> 0, i <=> j);
        }
    }
}

TEST(Number, no_key_is_the_beginning_of_another) {
    for (const auto& left : k_ordered)
        for (const auto& right : k_ordered)
            EXPECT_EQ(
                key_of(Number::from_digits(left)).starts_with(key_of(Number::from_digits(right))),
                left == right);
}

TEST(Number, leading_zeros_mean_nothing) {
    EXPECT_EQ(Number::from_digits("0007"), Number(7));
    EXPECT_EQ(Number::from_digits("000"), Number());
    EXPECT_TRUE(Number::from_digits("00").is_zero());
}

TEST(Number, value_is_missing_where_it_does_not_fit) {
    EXPECT_EQ(Number::from_digits("18446744073709551615").value(), UINT64_MAX);
    EXPECT_EQ(Number::from_digits("18446744073709551616").value(), std::nullopt);
}

TEST(Number, next_carries) {
    EXPECT_EQ(Number(0).next(), Number(1));
    EXPECT_EQ(Number(199).next(), Number(200));
    EXPECT_EQ(Number::from_digits("99999999999999999999").next().text(), "100000000000000000000");
}

}  // namespace spoke::python
