#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace spoke::base {

/// A password, token or key: it has no printing, and its memory is wiped when it goes.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : value_(std::exchange(other.value_, {})) {}
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(); }

    const std::string& reveal() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    void wipe();
    std::string value_;
};

/// Constant time for equal lengths.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace spoke::base
