#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spoke::python {

/// A natural number of any size. PEP 440 sets no limit, and real versions have date-and-time
/// segments of more than 20 digits, so it is kept as decimal digits without leading zeros.
class Number {
public:
    Number() = default;  ///< zero
    explicit Number(std::uint64_t value);
    /// `digits` must be ASCII digits only and not empty.
    static Number from_digits(std::string_view digits);

    std::string_view text() const { return digits_; }
    bool is_zero() const { return digits_ == "0"; }
    /// Nothing when it does not fit.
    std::optional<std::uint64_t> value() const;
    Number next() const;

    bool operator==(const Number&) const = default;
    std::strong_ordering operator<=>(const Number& other) const;

    /// Appends bytes that compare (as unsigned bytes) like the numbers do; the first one is never
    /// 0, and no encoding is a prefix of another.
    void append_key(std::string& key) const;

private:
    std::string digits_ = "0";
};

}  // namespace spoke::python
