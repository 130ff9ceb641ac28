#pragma once

#include <cstdint>
#include <string_view>

#include "archive/limits.hpp"
#include "base/result.hpp"

namespace spoke::archive {

/// Counts against Limits while an archive is read.
class Budget {
public:
    explicit Budget(const Limits& limits) : limits_(limits) {}

    const Limits& limits() const { return limits_; }
    /// One member more, of `size` bytes as announced; `packed` is zero where not known.
    Result<void> add_entry(std::string_view name, std::uint64_t size, std::uint64_t packed);
    /// Judges a sum of unpacked bytes against what it was unpacked from.
    Result<void> check_ratio(std::string_view what, std::uint64_t size, std::uint64_t packed) const;
    Result<void> check_deadline() const;

private:
    Limits limits_;
    std::uint64_t entries_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace spoke::archive
