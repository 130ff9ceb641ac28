#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace spoke::archive {

/// Bounds for reading one archive. What is over them is `too_large` (`timeout` for the deadline),
/// with the member and the bound in the message.
struct Limits {
    std::uint64_t max_bytes = std::uint64_t{2} << 30U;        ///< sum of the members, unpacked
    std::uint64_t max_entry_bytes = std::uint64_t{1} << 30U;  ///< one member, unpacked
    std::uint64_t max_entries = 100000;
    /// Unpacked to packed, of the whole and of each member. Deflate reaches 1032 at most; real
    /// members above 200 exist (zeros in test data), whole archives do not.
    std::uint64_t max_ratio = 200;
    /// A member or archive that unpacks to no more than this is not judged by its ratio.
    std::uint64_t ratio_free_bytes = std::uint64_t{16} << 20U;
    base::Deadline deadline = base::Deadline::never();
};

/// For a wheel that is held whole in memory: at most 512 MiB unpacked.
Limits memory_limits(base::Deadline deadline);

}  // namespace spoke::archive
