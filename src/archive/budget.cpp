#include "archive/budget.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace spoke::archive {

Limits memory_limits(base::Deadline deadline) {
    Limits limits;
    limits.max_bytes = std::uint64_t{512} << 20U;
    limits.max_entry_bytes = std::uint64_t{512} << 20U;
    limits.deadline = deadline;
    return limits;
}

Result<void> Budget::add_entry(std::string_view name, std::uint64_t size, std::uint64_t packed) {
    if (++entries_ > limits_.max_entries)
        return fail(ErrorCode::too_large,
                    fmt::format("the archive has more than {} members", limits_.max_entries));
    if (size > limits_.max_entry_bytes)
        return fail(ErrorCode::too_large,
                    fmt::format("member '{}' is {} bytes; the limit is {}", base::printable(name),
                                size, limits_.max_entry_bytes));
    // Both are under 2^64, and a sum that wraps is over any limit.
    if (size > limits_.max_bytes || bytes_ > limits_.max_bytes - size)
        return fail(ErrorCode::too_large,
                    fmt::format("with member '{}' the archive unpacks to more than {} bytes",
                                base::printable(name), limits_.max_bytes));
    bytes_ += size;
    if (packed != 0)
        SPOKE_TRY(check_ratio(fmt::format("member '{}'", base::printable(name)), size, packed));
    return check_deadline();
}

Result<void> Budget::check_ratio(std::string_view what, std::uint64_t size,
                                 std::uint64_t packed) const {
    if (size <= limits_.ratio_free_bytes || size / limits_.max_ratio <= packed) return ok();
    return fail(ErrorCode::too_large,
                fmt::format("{} unpacks from {} to {} bytes, more than {} times: a bomb", what,
                            packed, size, limits_.max_ratio));
}

Result<void> Budget::check_deadline() const {
    if (limits_.deadline.passed())
        return fail(ErrorCode::timeout, "the time for reading the archive is over");
    return ok();
}

}  // namespace spoke::archive
