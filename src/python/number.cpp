#include "python/number.hpp"

#include <charconv>

#include "base/result.hpp"

namespace spoke::python {

namespace {

// Keys: one byte for numbers below k_long, which is nearly all of them; else k_long, two bytes of
// digit count, and the digits.
constexpr std::uint64_t k_long = 0xF0;

}  // namespace

Number::Number(std::uint64_t value) : digits_(std::to_string(value)) {}

Number Number::from_digits(std::string_view digits) {
    SPOKE_ASSERT(!digits.empty());
    const std::size_t first = digits.find_first_not_of('0');
    Number number;
    if (first != std::string_view::npos) number.digits_ = digits.substr(first);
    return number;
}

std::optional<std::uint64_t> Number::value() const {
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits_.data(), digits_.data() + digits_.size(), value);
    if (error != std::errc()) return std::nullopt;
    return value;
}

Number Number::next() const {
    Number number = *this;
    for (std::size_t i = number.digits_.size(); i-- > 0;) {
        if (number.digits_[i] != '9') {
            ++number.digits_[i];
            return number;
        }
        number.digits_[i] = '0';
    }
    number.digits_.insert(number.digits_.begin(), '1');
    return number;
}

std::strong_ordering Number::operator<=>(const Number& other) const {
    if (const auto order = digits_.size() <=> other.digits_.size(); order != 0) return order;
    return digits_.compare(other.digits_) <=> 0;
}

void Number::append_key(std::string& key) const {
    if (digits_.size() <= 3) {
        const std::uint64_t small = *value() + 1;
        if (small < k_long) {
            key += static_cast<char>(small);
            return;
        }
    }
    SPOKE_ASSERT(digits_.size() <= 0xFFFF);
    key += static_cast<char>(k_long);
    key += static_cast<char>(digits_.size() >> 8U);
    key += static_cast<char>(digits_.size() & 0xFFU);
    key += digits_;
}

}  // namespace spoke::python
